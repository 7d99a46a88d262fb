package dev.towline.host.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towline.host.Eventually;
import dev.towline.host.HostException;
import dev.towline.host.UnitState;
import dev.towline.host.UnitState.Active;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Units as real child processes. */
final class LocalServicesTest {
    @TempDir
    Path temp;
    private Path units;
    private LocalServices services;

    @BeforeEach
    void open() throws IOException {
        units = Files.createDirectories(temp.resolve("etc/systemd/system"));
        services = again();
    }

    private LocalServices again() {
        return new LocalServices(units, temp.resolve("state"), Clock.systemUTC());
    }

    @AfterEach
    void stopAll() {
        services.shutdown();
    }

    private void unit(String name, String text) throws IOException {
        Files.writeString(units.resolve(name), text);
    }

    private Active active(String unit) {
        return services.state(unit).active();
    }

    private boolean runs(long pid) {
        return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
    }

    private String text(String name) {
        try {
            return Files.exists(temp.resolve(name)) ? Files.readString(temp.resolve(name)) : "";
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void a_service_starts_in_its_folder_with_its_environment_and_logs() throws IOException {
        Files.writeString(temp.resolve("env"), "# comment\nFROM_FILE=\"two words\"\n");
        unit("a.service", """
                [Service]
                WorkingDirectory=%s
                Environment=ONE=1 "TWO=a b"
                EnvironmentFile=-/nowhere
                EnvironmentFile=%s
                ExecStart=sh -c 'echo "$ONE|$TWO|$FROM_FILE|%%n|$$(pwd)" | tee out; exec sleep 1000'
                """.formatted(temp, temp.resolve("env")));
        services.start("a.service");
        assertEquals(Active.ACTIVE, active("a.service"));
        Eventually.until("output", () -> text("out").endsWith("\n"));
        assertEquals("1|a b|two words|a.service|" + temp.toRealPath() + "\n", text("out"));
        assertTrue(services.log("a.service", 5).contains("two words"));
    }

    @Test
    void a_stop_ends_every_process_of_the_service() throws IOException {
        unit("a.service", """
                [Service]
                ExecStart=sh -c 'sleep 1000 & echo $$! >%s; setsid -f sleep 0; wait'
                """.formatted(temp.resolve("child")));
        services.start("a.service");
        int pid = services.state("a.service").mainPid();
        Eventually.until("child", () -> text("child").endsWith("\n"));
        long child = Long.parseLong(text("child").strip());
        services.stop("a.service");
        assertEquals(UnitState.Active.INACTIVE, active("a.service"));
        Eventually.until("both are gone", () -> !runs(pid) && !runs(child));
        services.stop("a.service");
    }

    @Test
    void what_does_not_obey_is_killed_after_its_time() throws IOException {
        unit("a.service", """
                [Service]
                TimeoutStopSec=200ms
                ExecStart=sh -c 'trap "" TERM; touch %s; while :; do sleep 0.05; done'
                """.formatted(temp.resolve("ready")));
        services.start("a.service");
        int pid = services.state("a.service").mainPid();
        Eventually.until("ready", () -> Files.exists(temp.resolve("ready")));
        services.stop("a.service");
        assertFalse(runs(pid));
    }

    @Test
    void the_units_own_signal_is_sent() throws IOException {
        unit("a.service", """
                [Service]
                KillSignal=SIGQUIT
                KillMode=mixed
                ExecStart=sh -c 'trap "echo quit >%1$s; exit 0" QUIT; touch %2$s; while :; do sleep 0.05; done'
                """.formatted(temp.resolve("got"), temp.resolve("ready")));
        services.start("a.service");
        Eventually.until("ready", () -> Files.exists(temp.resolve("ready")));
        services.stop("a.service");
        assertEquals("quit\n", text("got"));
    }

    @Test
    void a_crash_loop_counts_its_restarts_and_ends_failed() throws IOException {
        unit("a.service", """
                [Unit]
                StartLimitBurst=3
                StartLimitIntervalSec=60
                [Service]
                Restart=always
                RestartSec=10ms
                ExecStart=sh -c 'echo run >>%s; exit 3'
                """.formatted(temp.resolve("runs")));
        services.start("a.service");
        Eventually.until("failed", () -> active("a.service") == Active.FAILED);
        assertEquals("run\nrun\nrun\n", text("runs"));
        assertEquals(2, services.state("a.service").restarts());
        assertTrue(services.log("a.service", 3).contains("not started again"));
    }

    @Test
    void a_start_after_a_crash_loop_begins_anew() throws IOException {
        unit("a.service", "[Unit]\nStartLimitBurst=1\n[Service]\nRestart=always\nExecStart=false\n");
        services.start("a.service");
        Eventually.until("failed", () -> active("a.service") == Active.FAILED);
        unit("a.service", "[Service]\nExecStart=sleep 1000\n");
        services.start("a.service");
        assertEquals(Active.ACTIVE, active("a.service"));
        assertEquals(0, services.state("a.service").restarts());
    }

    @Test
    void a_clean_end_is_not_restarted_on_failure() throws IOException {
        unit("a.service", "[Service]\nRestart=on-failure\nExecStart=true\n");
        services.start("a.service");
        Eventually.until("ended", () -> active("a.service") == Active.INACTIVE);
        assertEquals(0, services.state("a.service").restarts());
    }

    @Test
    void a_command_before_the_start_that_fails_fails_the_start_with_its_output() throws IOException {
        unit("a.service", """
                [Service]
                ExecStartPre=-false
                ExecStartPre=sh -c 'echo the settings are wrong; exit 1'
                ExecStart=sleep 1000
                """);
        HostException e = assertThrows(HostException.class, () -> services.start("a.service"));
        assertEquals(HostException.Kind.REJECTED, e.kind());
        assertTrue(String.valueOf(e.getMessage()).contains("the settings are wrong"), e.getMessage());
        assertEquals(Active.FAILED, active("a.service"));
    }

    @Test
    void a_program_that_is_not_there_fails_the_start() throws IOException {
        unit("a.service", "[Service]\nExecStart=/no/such/program\n");
        HostException e = assertThrows(HostException.class, () -> services.start("a.service"));
        assertTrue(String.valueOf(e.getMessage()).contains("/no/such/program"));
    }

    @Test
    void a_unit_that_is_not_there_is_absent_and_cannot_be_started() {
        assertEquals(UnitState.ABSENT, services.state("no.service"));
        HostException e = assertThrows(HostException.class, () -> services.start("no.service"));
        assertEquals(HostException.Kind.CONFLICT, e.kind());
        services.stop("no.service");
        services.reload("no.service");
    }

    @Test
    void a_reload_reaches_the_main_process_and_starts_nothing() throws IOException {
        // Not HUP: a shell that was started with HUP ignored, as by nohup, cannot trap it.
        unit("a.service", """
                [Service]
                ExecReload=/bin/kill -USR1 $MAINPID
                ExecStart=sh -c 'trap "echo again >%1$s" USR1; touch %2$s; while :; do sleep 0.05; done'
                """.formatted(temp.resolve("got"), temp.resolve("ready")));
        services.reload("a.service");
        assertEquals(Active.INACTIVE, active("a.service"));
        services.start("a.service");
        Eventually.until("ready", () -> Files.exists(temp.resolve("ready")));
        Eventually.until("reloaded", () -> {
            services.reload("a.service");
            return text("got").equals("again\n");
        });
    }

    @Test
    void a_child_outlives_a_killed_agent_and_the_next_one_finds_watches_and_stops_it() throws IOException {
        unit("a.service", "[Service]\nRestart=always\nRestartSec=1ms\nExecStart=sleep 1000\n");
        services.start("a.service");
        int pid = services.state("a.service").mainPid();
        LocalServices dead = services;
        services = again();
        Eventually.until("mark", () -> again().state("a.service").running());
        assertEquals(pid, services.state("a.service").mainPid());
        services.boot();
        services.start("a.service");
        assertEquals(pid, services.state("a.service").mainPid(), "not started twice");
        dead.stop("a.service");
        Eventually.until("the new agent restarts what ended", () -> services.state("a.service").running()
                && services.state("a.service").mainPid() != pid);
        services.stop("a.service");
        assertEquals(Active.INACTIVE, active("a.service"));
    }

    @Test
    void a_mark_of_another_process_is_not_believed() throws IOException {
        unit("a.service", "[Service]\nExecStart=sleep 1000\n");
        String stat = Files.readString(Path.of("/proc/self/stat"));
        Files.writeString(temp.resolve("state/a.service.pid"), "another-boot " + stat);
        services = again();
        assertEquals(Active.INACTIVE, active("a.service"));
    }

    @Test
    void enabled_is_a_link_and_comes_back_at_a_boot() throws IOException {
        unit("a.service", "[Service]\nExecStart=sleep 1000\n[Install]\nWantedBy=multi-user.target\n");
        services.enable("a.service");
        assertTrue(Files.isSymbolicLink(units.resolve("multi-user.target.wants/a.service")));
        assertTrue(services.state("a.service").enabled());
        services.boot();
        assertEquals(Active.ACTIVE, active("a.service"));
        services.disable("a.service");
        assertFalse(services.state("a.service").enabled());
    }

    @Test
    void a_unit_without_install_cannot_be_enabled() throws IOException {
        unit("a.service", "[Service]\nExecStart=sleep 1000\n");
        HostException e = assertThrows(HostException.class, () -> services.enable("a.service"));
        assertTrue(String.valueOf(e.getMessage()).contains("WantedBy="));
    }

    @Test
    void a_oneshot_runs_to_its_end_and_a_stop_ends_it() throws IOException {
        unit("a.service", "[Service]\nType=oneshot\nRemainAfterExit=yes\nExecStart=touch " + temp.resolve("done")
                + "\n");
        services.start("a.service");
        assertTrue(Files.exists(temp.resolve("done")));
        assertEquals(Active.ACTIVE, active("a.service"));
        unit("b.service", "[Service]\nType=oneshot\nExecStart=sleep 1000\n");
        Thread starter = Thread.startVirtualThread(() -> assertThrows(HostException.class,
                () -> services.start("b.service")));
        Eventually.until("it runs", () -> services.state("b.service").mainPid() != 0);
        services.stop("b.service");
        Eventually.until("the start gave up", () -> !starter.isAlive());
        assertEquals(Active.INACTIVE, active("b.service"));
    }

    @Test
    void a_timer_starts_its_service_again_and_again_until_it_is_stopped() throws IOException {
        unit("t.service", "[Service]\nType=oneshot\nExecStart=sh -c 'echo x >>%s'\n".formatted(temp.resolve("ticks")));
        unit("t.timer", "[Timer]\nOnActiveSec=10ms\nOnUnitActiveSec=10ms\n[Install]\nWantedBy=timers.target\n");
        services.start("t.timer");
        assertEquals(Active.ACTIVE, active("t.timer"));
        Eventually.until("three ticks", () -> text("ticks").length() >= 6);
        services.stop("t.timer");
        assertEquals(Active.INACTIVE, active("t.timer"));
    }

    @Test
    void what_it_cannot_do_is_said_with_file_and_line() throws IOException {
        unit("a.socket", "[Socket]\nListenStream=/x\n");
        unit("b.service", "[Service]\nExecStart=true\nRuntimeDirectory=b\n");
        unit("c.service", "[Service]\nType=forking\nExecStart=true\n");
        for (String name : List.of("a.socket", "b.service:3", "c.service:2")) {
            HostException e = assertThrows(HostException.class, () -> services.start(name.split(":", 2)[0]));
            assertEquals(HostException.Kind.REJECTED, e.kind());
            assertTrue(String.valueOf(e.getMessage()).contains(name), e.getMessage());
        }
    }
}
