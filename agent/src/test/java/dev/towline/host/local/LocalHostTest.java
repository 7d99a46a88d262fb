package dev.towline.host.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towline.host.Account;
import dev.towline.host.Eventually;
import dev.towline.host.HostException;
import dev.towline.host.HostFiles;
import dev.towline.host.HostFilesContract;
import dev.towline.host.Job;
import dev.towline.host.JobLimits;
import dev.towline.host.JobResult;
import dev.towline.host.JobState;
import dev.towline.host.Jobs;
import dev.towline.host.Ownership;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Timeout;
import java.util.concurrent.TimeUnit;
import java.util.OptionalLong;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A host without root: its files keep the contract with claimed owners, and its jobs outlive the agent. */
final class LocalHostTest extends HostFilesContract {
    @TempDir
    Path temp;
    private Path work;
    private LocalHost local;

    @BeforeEach
    void open() throws IOException {
        work = Files.createDirectory(temp.resolve("work"));
        local = again();
    }

    private LocalHost again() {
        return LocalHost.open("laptop", temp.resolve("root"), temp.resolve("state"));
    }

    @Override
    protected HostFiles files() {
        return local.host().files();
    }

    @Override
    protected String folder() {
        return work.toString();
    }

    @Override
    protected Ownership owned(int mode) {
        return new Ownership("some-site", "www-data", mode);
    }

    @Override
    protected boolean ownersAreReal() {
        return false;
    }

    private Jobs jobs() {
        return local.host().jobs();
    }

    private Job job(String name, Duration timeout, String script) {
        return new Job(name, List.of("sh", "-c", script), "some-site", work.toString(), Map.of("A", "1"), List.of(),
                List.of(work.toString()), timeout);
    }

    @Test
    void claimed_owners_and_accounts_survive_a_restart() {
        files().write(work + "/f", new byte[0], owned(0640));
        local.host().accounts()
                .create(new Account("some-site", "/opt/x", "/bin/sh", new TreeSet<>(List.of("www-data"))));
        local = again();
        assertEquals(owned(0640), files().stat(work + "/f").orElseThrow().ownership());
        assertEquals("/opt/x", local.host().accounts().find("some-site").orElseThrow().home());
    }

    @Test
    void a_job_gives_its_lines_its_output_and_its_exit_code() throws IOException {
        Files.writeString(work.resolve("secrets"), "PASSWORD='s3 cret'\n");
        List<String> lines = new ArrayList<>();
        Job job = new Job("j1", List.of("sh", "-c", "echo out $A; echo \"$PASSWORD\" | wc -c; echo err >&2; exit 7"),
                "u",
                work.toString(), Map.of("A", "1"), List.of(work + "/secrets"), List.of(), Duration.ofMinutes(1));
        JobResult result = jobs().run(job, lines::add);
        assertEquals(List.of("out 1", "8", "err"), lines);
        assertEquals(new JobResult(7, false, "out 1\n8\nerr\n"), result);
        assertEquals(Optional.of(new JobState.Ended(result)), jobs().find("j1"));
    }

    @Test
    void a_job_that_ended_is_joined_and_not_run_again_until_it_is_forgotten() {
        Job job = job("j", Duration.ofMinutes(1), "echo x >>count");
        jobs().run(job, line -> {});
        again().host().jobs().run(job, line -> {});
        assertEquals(1, files().read(work + "/count").length / 2);
        jobs().forget("j");
        assertEquals(Optional.empty(), jobs().find("j"));
        jobs().run(job, line -> {});
        assertEquals(2, files().read(work + "/count").length / 2);
    }

    @Test
    void a_job_goes_on_without_the_agent_and_the_next_one_reads_its_result() throws Exception {
        Job job = job("j", Duration.ofMinutes(1),
                "echo begun >begun; while ! test -e go; do sleep 0.02; done; echo done");
        Thread agent = Thread.ofVirtual()
                .start(() -> assertThrows(HostException.class, () -> jobs().run(job, line -> {})));
        Eventually.until("it runs", () -> Files.exists(work.resolve("begun")));
        agent.interrupt();
        agent.join();
        Jobs next = again().host().jobs();
        assertEquals(Optional.of(new JobState.Running()), next.find("j"));
        Files.createFile(work.resolve("go"));
        List<String> lines = new ArrayList<>();
        assertTrue(next.run(job, lines::add).ok());
        assertEquals(List.of("done"), lines);
    }

    @Test
    @Timeout(value = 60, unit = TimeUnit.SECONDS)
    void a_job_that_writes_more_than_it_may_is_stopped_and_says_so() {
        Job job = new Job("j", List.of("sh", "-c", "yes & echo $! >child; wait"), "some-site", work.toString(),
                Map.of(),
                List.of(), List.of(work.toString()), Duration.ofMinutes(5),
                new JobLimits(OptionalLong.empty(), 100, 1_000_000));
        JobResult result = jobs().run(job, line -> {});
        assertEquals(Optional.of(JobResult.Limit.OUTPUT), result.limit());
        assertFalse(result.ok() || result.killed());
        assertEquals(Optional.of(JobResult.Limit.OUTPUT),
                jobs().find("j").map(state -> ((JobState.Ended) state).result()).flatMap(JobResult::limit));
    }

    @Test
    void a_process_of_a_job_has_the_memory_that_its_site_names() {
        Job job = new Job("j", List.of("sh", "-c", "ulimit -d"), "some-site", work.toString(), Map.of(), List.of(),
                List.of(), Duration.ofMinutes(1), new JobLimits(OptionalLong.of(64 << 20), 100, 1_000_000));
        assertEquals("65536\n", jobs().run(job, line -> {}).output());
    }

    @Test
    void a_job_over_its_time_is_stopped_with_all_it_started() {
        Job job = job("j", Duration.ofMillis(300), "sleep 1000 & echo $! >child; wait");
        HostException e = assertThrows(HostException.class, () -> jobs().run(job, line -> {}));
        assertEquals(HostException.Kind.TIMEOUT, e.kind());
        long child = Long
                .parseLong(new String(files().read(work + "/child"), java.nio.charset.StandardCharsets.US_ASCII)
                        .strip());
        Eventually.until("the child is gone", () -> ProcessHandle.of(child).isEmpty());
        assertEquals(HostException.Kind.TIMEOUT,
                assertThrows(HostException.class, () -> jobs().run(job, line -> {})).kind(), "and stays so");
    }

    @Test
    void a_job_that_somebody_killed_says_so() {
        JobResult result = jobs().run(job("j", Duration.ofMinutes(1), "kill -9 $$"), line -> {});
        assertEquals(137, result.exit());
        assertTrue(result.killed());
    }

    @Test
    void a_job_that_runs_is_stopped_when_it_is_forgotten() {
        Thread.startVirtualThread(() -> jobs().run(job("j", Duration.ofMinutes(1), "echo $$ >pid; sleep 1000"),
                line -> {}));
        Eventually.until("it runs",
                () -> Files.exists(work.resolve("pid")) && work.resolve("pid").toFile().length() > 1);
        long pid = Long.parseLong(new String(files().read(work + "/pid"), java.nio.charset.StandardCharsets.US_ASCII)
                .strip());
        jobs().forget("j");
        Eventually.until("it is gone", () -> ProcessHandle.of(pid).isEmpty());
        assertFalse(Files.exists(temp.resolve("state/jobs/j")));
    }
}
