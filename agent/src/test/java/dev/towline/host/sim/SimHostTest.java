package dev.towline.host.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towline.host.HostException;
import dev.towline.host.Job;
import dev.towline.host.JobState;
import dev.towline.host.Ownership;
import dev.towline.host.UnitState.Active;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The simulated host behaves as the real one where passes depend on it. */
final class SimHostTest {
    private static final String CURRENT = "/run/sites/x/current.sock";
    private final SimHost host = new SimHost();

    private void slot(String slot, String release) {
        host.simDisk().makeDirectories("/run/sites/x");
        host.simDisk().put("/opt/x/releases/" + release + "/.complete", "");
        host.simDisk().put("/etc/systemd/system/x-" + slot + ".service", """
                [Service]
                ExecStart=/opt/x/releases/%s/bin/serve --bind unix:/run/sites/x/%s.sock app
                Restart=always
                [Install]
                WantedBy=multi-user.target
                """.formatted(release, slot));
        host.services().reloadDefinitions();
    }

    private Optional<String> serves() {
        return host.snapshotOfServing(CURRENT).filter(Serving::healthy).flatMap(Serving::release);
    }

    @Test
    void the_link_says_which_release_serves() {
        slot("blue", "r1");
        slot("green", "r2");
        host.services().start("x-blue.service");
        host.services().start("x-green.service");
        assertEquals(Optional.empty(), serves());
        host.files().link(CURRENT, "blue.sock");
        assertEquals(Optional.of("/opt/x/releases/r1"), serves());
        host.files().link(CURRENT, "/run/sites/x/green.sock");
        assertEquals(Optional.of("/opt/x/releases/r2"), serves());
        host.services().stop("x-blue.service");
        assertEquals(Optional.of("/opt/x/releases/r2"), serves());
        host.services().stop("x-green.service");
        assertEquals(Optional.empty(), serves());
    }

    @Test
    void a_unit_runs_what_its_file_said_at_the_last_reload_of_definitions() {
        slot("blue", "r1");
        host.services().start("x-blue.service");
        host.simDisk().makeDirectories("/opt/x/releases/r2");
        String changed = host.simDisk().text("/etc/systemd/system/x-blue.service").orElseThrow().replace("/r1/",
                "/r2/");
        host.simDisk().put("/etc/systemd/system/x-blue.service", changed);
        host.files().link(CURRENT, "blue.sock");
        host.services().restart("x-blue.service");
        assertEquals(Optional.of("/opt/x/releases/r1"), serves());
        host.services().reloadDefinitions();
        host.services().restart("x-blue.service");
        assertEquals(Optional.of("/opt/x/releases/r2"), serves());
    }

    @Test
    void programs_fail_to_start_crash_or_fall_ill() {
        slot("blue", "r1");
        host.simServices().programs(launch -> SimProgram.failsToStart());
        assertThrows(HostException.class, () -> host.services().start("x-blue.service"));
        assertEquals(Active.FAILED, host.services().state("x-blue.service").active());
        host.simServices().programs(launch -> SimProgram.crashLoops(Duration.ofSeconds(1)));
        host.services().start("x-blue.service");
        assertEquals(Active.ACTIVE, host.services().state("x-blue.service").active());
        host.simClock().advance(Duration.ofMillis(1150));
        assertEquals(1, host.services().state("x-blue.service").restarts());
        host.simClock().advance(Duration.ofSeconds(20));
        assertEquals(Active.FAILED, host.services().state("x-blue.service").active());
        host.simServices().programs(launch -> SimProgram.sickAfter(Duration.ofSeconds(5)));
        host.services().start("x-blue.service");
        host.files().link(CURRENT, "blue.sock");
        assertTrue(serves().isPresent());
        host.simClock().advance(Duration.ofSeconds(5));
        assertTrue(serves().isEmpty());
        assertTrue(host.services().state("x-blue.service").running());
    }

    @Test
    void a_slow_program_listens_later() {
        slot("blue", "r1");
        host.simServices().programs(launch -> SimProgram.slow(Duration.ofSeconds(3)));
        host.services().start("x-blue.service");
        host.files().link(CURRENT, "blue.sock");
        assertEquals(Optional.empty(), host.files().resolve(CURRENT));
        host.simClock().advance(Duration.ofSeconds(3));
        assertTrue(serves().isPresent());
    }

    @Test
    void a_reboot_brings_back_what_is_enabled_and_loses_run() {
        slot("blue", "r1");
        slot("green", "r2");
        host.simDisk().put("/etc/tmpfiles.d/x.conf",
                "d /run/sites/x 0750 root www-data -\nL /run/sites/x/current.sock - - - - blue.sock\n");
        host.services().enable("x-blue.service");
        host.services().start("x-blue.service");
        host.services().start("x-green.service");
        host.reboot();
        assertEquals(Optional.of("/opt/x/releases/r1"), serves());
        assertFalse(host.services().state("x-green.service").running());
    }

    @Test
    void a_crash_before_an_effect_leaves_the_world_and_after_it_changes_it() {
        host.hook(Faults.crashBefore(0));
        assertThrows(SimulatedCrash.class, () -> host.files().write("/opt/f", new byte[0], Ownership.root(0644)));
        assertFalse(host.simDisk().exists("/opt/f"));
        host.agentDied();
        host.hook(Faults.crashAfter(0));
        assertThrows(SimulatedCrash.class, () -> host.files().write("/opt/f", new byte[0], Ownership.root(0644)));
        assertTrue(host.simDisk().exists("/opt/f"));
        assertEquals(List.of(new Effect("files", "write", "/opt/f")), host.trace());
    }

    @Test
    void an_effect_can_fail_with_a_kind() {
        host.hook(Faults.failAt(1, HostException.Kind.DISK));
        host.files().link("/opt/a", "b");
        assertEquals(HostException.Kind.DISK,
                assertThrows(HostException.class, () -> host.files().link("/opt/b", "c")).kind());
        host.files().link("/opt/b", "c");
    }

    @Test
    void a_killed_delete_leaves_half_a_tree() {
        for (int i = 0; i < 4; i++) {
            host.simDisk().put("/opt/t/" + i, "");
        }
        host.hook(Faults.crashAfter(0));
        assertThrows(SimulatedCrash.class, () -> host.files().deleteTree("/opt/t"));
        assertEquals(List.of("2", "3"), host.files().list("/opt/t"));
    }

    @Test
    void a_job_goes_on_when_the_agent_dies_and_does_its_work_once() {
        Job job = new Job("m", List.of("migrate"), "root", "/", Map.of(), List.of(), List.of(), Duration.ofMinutes(9));
        host.simJobs().works(j -> SimWork.doing(() -> host.simDisk().put("/opt/migrated",
                host.simDisk().text("/opt/migrated").orElse("") + "x")).taking(Duration.ofMinutes(5)));
        host.hook(Faults.crashAfter(0));
        assertThrows(SimulatedCrash.class, () -> host.jobs().run(job, line -> {}));
        host.agentDied();
        assertEquals(Optional.of(new JobState.Running()), host.jobs().find("m"));
        assertTrue(host.jobs().run(job, line -> {}).ok());
        assertTrue(host.jobs().run(job, line -> {}).ok());
        assertEquals(Optional.of("x"), host.simDisk().text("/opt/migrated"));
        assertEquals(List.of(), host.simJobs().together());
    }

    @Test
    void a_job_over_its_time_is_stopped_without_its_effect() {
        Job job = new Job("m", List.of("x"), "root", "/", Map.of(), List.of(), List.of(), Duration.ofMinutes(1));
        host.simJobs().works(j -> SimWork.doing(() -> host.simDisk().put("/opt/done", "")).taking(Duration.ofHours(1)));
        assertEquals(HostException.Kind.TIMEOUT,
                assertThrows(HostException.class, () -> host.jobs().run(job, line -> {})).kind());
        assertFalse(host.simDisk().exists("/opt/done"));
    }

    @Test
    void changes_to_what_was_there_before_are_noted() {
        host.simDisk().put("/opt/theirs/f", "x");
        host.simDisk().put("/opt/adopted", "x");
        host.simDisk().seal(Set.of("/opt/adopted"));
        host.files().write("/opt/adopted", new byte[0], Ownership.root(0644));
        host.files().write("/opt/mine", new byte[0], Ownership.root(0644));
        host.files().delete("/opt/mine");
        assertEquals(List.of(), host.simDisk().foreignTouched());
        host.files().deleteTree("/opt/theirs");
        assertEquals(List.of("deleteTree /opt/theirs", "deleteTree /opt/theirs/f"), host.simDisk().foreignTouched());
    }

    @Test
    void a_lock_that_is_taken_twice_is_a_deadlock_and_free_after_a_crash() {
        host.locks().acquire(List.of("nginx"));
        assertThrows(AssertionError.class, () -> host.locks().acquire(List.of("apt", "nginx")));
        host.agentDied();
        host.locks().acquire(List.of("nginx")).close();
    }

    @Test
    void a_thousand_deployments_take_a_moment() {
        long begun = System.nanoTime();
        for (int i = 0; i < 1_000; i++) {
            SimHost fresh = new SimHost();
            deploy(fresh);
            assertTrue(fresh.snapshotOfServing(CURRENT).isPresent());
        }
        Duration took = Duration.ofNanos(System.nanoTime() - begun);
        assertTrue(took.compareTo(Duration.ofSeconds(15)) < 0, "1,000 deployments of 160 effects took " + took);
    }

    private static void deploy(SimHost host) {
        byte[] unit = ("[Service]\nExecStart=/opt/x/releases/r1/bin/serve unix:/run/sites/x/blue.sock\n"
                + "[Install]\nWantedBy=multi-user.target\n").getBytes(StandardCharsets.UTF_8);
        Ownership root = Ownership.root(0755);
        for (String folder : List.of("/opt/x", "/opt/x/releases", "/opt/x/releases/r1", "/run/sites", "/run/sites/x")) {
            host.files().makeDirectory(folder, root);
        }
        for (int i = 0; i < 150; i++) {
            host.files().write("/opt/x/releases/r1/f" + i, unit, root);
            host.files().digest("/opt/x/releases/r1/f" + i);
        }
        host.files().write("/etc/systemd/system/x.service", unit, root);
        host.jobs().run(new Job("b", List.of("b"), "root", "/", Map.of(), List.of(), List.of(), Duration.ofHours(1)),
                line -> {});
        host.services().reloadDefinitions();
        host.services().enable("x.service");
        host.services().start("x.service");
        host.files().link(CURRENT, "blue.sock");
        host.simClock().advance(Duration.ofSeconds(30));
    }
}
