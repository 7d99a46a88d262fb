package dev.towline.release;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towline.host.HostException;
import dev.towline.host.Job;
import dev.towline.host.JobLimits;
import dev.towline.host.JobResult;
import dev.towline.host.JobResult.Limit;
import dev.towline.host.linux.JobEnding;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** A person who reads why a build failed finds the key that mends it. */
class JobEndsTest {
    private static final Job JOB = new Job("build", List.of("pip"), "club", "/opt/club", Map.of(), List.of(), List.of(),
            Duration.ofMinutes(15), new JobLimits(OptionalLong.of(2L << 30), 100, 64 << 20));

    private static String ended(JobEnding ending, String output) {
        return JobEnds.of(JOB, ending.with(output));
    }

    @Test
    void a_job_that_ran_out_of_memory_names_its_limit_and_the_key() {
        JobResult result = new JobEnding("oom-kill", "killed", "KILL").with("building");
        assertEquals(Optional.of(Limit.MEMORY), result.limit());
        assertTrue(result.killed());
        String why = JobEnds.of(JOB, result);
        assertTrue(why.contains("2048 MiB") && why.contains("release.limits.memory"), why);
    }

    @Test
    void a_job_that_wrote_too_much_names_the_key_and_is_not_tried_again() {
        assertFalse(JobEnding.SAID_TOO_MUCH.with("y").killed());
        String why = ended(JobEnding.SAID_TOO_MUCH, "y\ny\n");
        assertTrue(why.contains("64 MiB") && why.contains("release.limits.output"), why);
    }

    @Test
    void a_job_that_may_start_no_more_processes_names_the_key() {
        String why = ended(new JobEnding("exit-code", "exited", "2"),
                "sh: 1: Cannot fork\nmake: fork: Resource temporarily unavailable");
        assertTrue(why.startsWith("ended with 2") && why.contains("release.limits.tasks"), why);
    }

    @Test
    void a_job_over_its_time_names_the_key() {
        HostException late = JobEnds.late(new HostException(HostException.Kind.TIMEOUT, "it took longer"));
        assertEquals(HostException.Kind.TIMEOUT, late.kind());
        assertTrue(String.valueOf(late.getMessage()).contains("release.limits.time"));
        HostException full = new HostException(HostException.Kind.DISK, "no room");
        assertEquals(full, JobEnds.late(full));
    }

    @Test
    void any_other_failure_speaks_of_no_limit() {
        String why = ended(new JobEnding("exit-code", "exited", "1"), "no such module");
        assertEquals("ended with 1: no such module", why);
    }
}
