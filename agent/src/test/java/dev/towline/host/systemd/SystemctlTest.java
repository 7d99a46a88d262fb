package dev.towline.host.systemd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.towline.host.Command;
import dev.towline.host.CommandResult;
import dev.towline.host.HostException;
import dev.towline.host.Job;
import dev.towline.host.JobLimits;
import dev.towline.host.UnitState;
import dev.towline.host.UnitState.Active;
import dev.towline.host.linux.JobFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is asked of systemd, word for word, and what its answers mean. */
final class SystemctlTest {
    private final List<String> asked = new ArrayList<>();

    private SystemdServices services(Function<String, CommandResult> answers) {
        return new SystemdServices(command -> {
            asked.add(command.toString());
            return answers.apply(command.toString());
        });
    }

    private static CommandResult yes(String out) {
        return new CommandResult(0, out, "");
    }

    @Test
    void the_states_of_all_units_are_one_question() {
        var states = services(q -> yes("""
                MainPID=12
                NRestarts=2
                Id=dbus-broker.service
                LoadState=loaded
                ActiveState=activating
                SubState=auto-restart
                UnitFileState=enabled

                MainPID=0
                NRestarts=0
                Id=b.service
                LoadState=not-found
                ActiveState=inactive
                SubState=dead
                UnitFileState=

                Id=c.timer
                LoadState=loaded
                ActiveState=active
                SubState=waiting
                UnitFileState=static
                """)).states(List.of("c.timer", "a.service", "b.service"));
        assertEquals(Map.of("a.service", new UnitState(Active.ACTIVATING, true, 2, 12), "b.service", UnitState.ABSENT,
                "c.timer", new UnitState(Active.ACTIVE, false, 0, 0)), states);
        assertEquals(List.of("systemctl show --no-pager --property=Id,LoadState,ActiveState,SubState,UnitFileState,"
                + "NRestarts,MainPID -- a.service b.service c.timer"), asked);
    }

    @Test
    void a_deleted_unit_that_still_runs_is_known() {
        assertEquals(new UnitState(Active.ACTIVE, false, 0, 7),
                services(q -> yes("LoadState=not-found\nActiveState=active\nMainPID=7\nNRestarts=0\n"))
                        .state("a.service"));
    }

    @Test
    void fewer_answers_than_questions_are_an_error() {
        assertThrows(HostException.class, () -> services(q -> yes("LoadState=loaded\n")).states(List.of("a", "b")));
    }

    @Test
    void a_start_that_fails_shows_the_last_lines_of_the_log() {
        HostException e = assertThrows(HostException.class, () -> services(q -> q.contains(" start ")
                ? new CommandResult(1, "", "Job for a.service failed.")
                : yes(q.startsWith("journalctl") ? "the port is taken" : "")).start("a.service"));
        assertEquals(HostException.Kind.REJECTED, e.kind());
        assertTrue(String.valueOf(e.getMessage()).endsWith("\nthe port is taken"));
        assertEquals(List.of("systemctl --no-ask-password --quiet reset-failed -- a.service",
                "systemctl cat --no-pager -- a.service",
                "systemctl --no-ask-password --quiet start -- a.service",
                "journalctl --no-pager --quiet --output=cat --lines=20 --unit=a.service"), asked);
    }

    @Test
    void no_unit_and_no_systemd_have_kinds_of_their_own() {
        assertEquals(HostException.Kind.CONFLICT, assertThrows(HostException.class, () -> services(
                q -> new CommandResult(5, "", "Failed to start a.service: Unit a.service not found."))
                .start("a.service")).kind());
        assertEquals(HostException.Kind.UNAVAILABLE, assertThrows(HostException.class, () -> services(
                q -> new CommandResult(1, "", "Failed to connect to bus: No such file or directory"))
                .states(List.of("a.service"))).kind());
    }

    @Test
    void a_reload_is_asked_only_of_what_runs() {
        services(q -> yes("LoadState=loaded\nActiveState=inactive\n")).reload("a.service");
        assertTrue(asked.stream().noneMatch(q -> q.contains(" reload ")));
        services(q -> yes("LoadState=loaded\nActiveState=active\n")).reload("a.service");
        assertTrue(asked.getLast().endsWith("reload -- a.service"));
    }

    @Test
    void a_unit_without_install_cannot_be_enabled() {
        HostException e = assertThrows(HostException.class,
                () -> services(q -> yes(q.contains("is-enabled") ? "static\n" : "")).enable("a.service"));
        assertTrue(String.valueOf(e.getMessage()).contains("WantedBy=multi-user.target"));
    }

    @Test
    void a_job_has_the_limits_that_its_site_names() {
        Job job = new Job("build-7", List.of("/bin/true"), "x", "/opt/x", Map.of(), List.of(), List.of(),
                Duration.ofMinutes(30), new JobLimits(OptionalLong.of(2L << 30), 512, 1000));
        List<String> argv = TransientUnit.start(job, new JobFolder(Path.of("/var/lib/towline/jobs"), "build-7"));
        assertTrue(argv.containsAll(List.of("--property=MemoryMax=2147483648", "--property=TasksMax=512",
                "--property=RuntimeMaxSec=1800000ms")), argv.toString());
    }

    @Test
    void a_job_is_a_sandboxed_unit_that_writes_its_own_end() {
        Job job = new Job("migrate-7", List.of("/opt/x/python", "it's $HOME 100%"), "x", "/opt/x/app",
                Map.of("DJANGO", "a b"), List.of("/opt/x/env"), List.of("/opt/x/shared", "/opt/x/a \"b\""),
                Duration.ofMinutes(30));
        assertEquals("""
                systemd-run
                --quiet
                --no-ask-password
                --collect
                --unit=towline-migrate-7.service
                --description=Towline job migrate-7
                --uid=x
                --working-directory=/opt/x/app
                --property=Type=exec
                --property=RuntimeMaxSec=1800000ms
                --property=TimeoutStopSec=30s
                --property=KillMode=control-group
                --property=ProtectSystem=strict
                --property=ProtectHome=read-only
                --property=PrivateTmp=yes
                --property=PrivateDevices=yes
                --property=NoNewPrivileges=yes
                --property=ProtectKernelTunables=yes
                --property=ProtectKernelModules=yes
                --property=ProtectControlGroups=yes
                --property=CPUWeight=50
                --property=LimitCORE=0
                --property=TasksMax=4096
                --property=MemoryMax=75%
                --property=ReadWritePaths="/opt/x/shared"
                --property=ReadWritePaths="/opt/x/a \\"b\\""
                --property=EnvironmentFile=/opt/x/env
                --property=StandardOutput=append:/var/lib/towline/jobs/migrate-7/output
                --property=StandardError=append:/var/lib/towline/jobs/migrate-7/output
                --property=ExecStopPost=+:/bin/sh -c '[ -e "$1" ] || { echo "$SERVICE_RESULT $EXIT_CODE $EXIT_STATUS" >"$1.new" && sync "$1.new" && mv -f "$1.new" "$1"; }' sh "/var/lib/towline/jobs/migrate-7/result"
                --setenv=DJANGO=a b
                --setenv=LANG=C.UTF-8
                --
                /opt/x/python
                it's $$HOME 100%""",
                String.join("\n",
                        TransientUnit.start(job, new JobFolder(Path.of("/var/lib/towline/jobs"), "migrate-7"))));
    }

    @Test
    void what_writes_a_job_s_end_is_also_a_drop_in_which_outlives_a_reload_and_goes_with_the_job(@TempDir Path units)
            throws IOException {
        TransientJobs jobs = new TransientJobs(command -> yes("LoadState=not-found\nActiveState=inactive\n"),
                services(q -> yes("LoadState=not-found\nActiveState=inactive\n")), units);
        JobFolder folder = new JobFolder(Path.of("/var/lib/100%/jobs"), "build-1");
        jobs.start(new Job("build-1", List.of("/bin/true"), "x", "/opt/x", Map.of(), List.of(), List.of(),
                Duration.ofMinutes(1)), folder);
        Path dropIn = units.resolve("towline-build-1.service.d/record.conf");
        assertEquals("""
                [Service]
                ExecStopPost=+:/bin/sh -c '[ -e "$1" ] || { echo "$SERVICE_RESULT $EXIT_CODE $EXIT_STATUS" >"$1.new" && sync "$1.new" && mv -f "$1.new" "$1"; }' sh "/var/lib/100%%/jobs/build-1/result"
                """,
                Files.readString(dropIn));
        Path another = Files.writeString(dropIn.resolveSibling("another.conf"), "[Service]\n");
        jobs.stop("build-1", folder);
        assertTrue(Files.exists(another) && !Files.exists(dropIn));
        Files.delete(another);
        jobs.stop("build-1", folder);
        assertFalse(Files.exists(dropIn.getParent()));
    }

    @Test
    void no_secret_is_on_the_command_line_of_a_command() {
        assertEquals("psql", Command.of("psql").input("secret".getBytes(java.nio.charset.StandardCharsets.UTF_8))
                .toString());
    }

    @Test
    void a_transient_unit_that_ends_between_the_look_and_the_stop_has_stopped() {
        SystemdServices services = services(q -> q.contains(" stop ")
                ? new CommandResult(5, "", "Failed to stop job.service: Unit job.service not loaded.")
                : yes("LoadState=loaded\nActiveState=deactivating\nSubState=stop\n"));
        services.stop("job.service");
        assertTrue(asked.getLast().contains(" stop "), asked::toString);
    }

    @Test
    void a_stop_that_systemd_refuses_fails() {
        SystemdServices services = services(q -> q.contains(" stop ")
                ? new CommandResult(4, "", "Failed to stop job.service: Operation refused.")
                : yes("LoadState=loaded\nActiveState=active\nSubState=running\n"));
        assertThrows(HostException.class, () -> services.stop("job.service"));
    }

    @Test
    void what_systemd_opens_as_root_is_known_from_the_unit() {
        assertEquals(List.of("/etc/a/env", "/etc/b", "/opt/x/log", "/etc/key"), RootPaths.of("""
                # /etc/systemd/system/a.service
                [Service]
                EnvironmentFile=/etc/a/env
                EnvironmentFile = -/etc/b
                EnvironmentFile=%h/env
                StandardOutput=append:/opt/x/log
                StandardError=journal
                LoadCredential=key:/etc/key
                ExecStart=/bin/x
                """));
    }

    @Test
    void a_unit_whose_environment_a_user_has_linked_to_somebody_elses_is_not_started(@TempDir Path folder)
            throws Exception {
        assumeTrue(Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0), "needs root");
        Path release = Files.createDirectory(folder.resolve("release"));
        Files.setOwner(release, release.getFileSystem().getUserPrincipalLookupService()
                .lookupPrincipalByName("www-data"));
        Files.writeString(folder.resolve("secret"), "TOKEN=1");
        Files.createSymbolicLink(release.resolve("env"), folder.resolve("secret"));
        SystemdServices services = services(q -> yes("EnvironmentFile=" + release.resolve("env") + "\n"));
        assertEquals(HostException.Kind.REJECTED,
                assertThrows(HostException.class, () -> services.start("a.service")).kind());
        assertEquals(HostException.Kind.REJECTED,
                assertThrows(HostException.class, () -> services.restart("a.service")).kind());
        assertFalse(asked.contains("systemctl --no-ask-password --quiet start -- a.service"));
        Files.delete(release.resolve("env"));
        Files.writeString(release.resolve("env"), "MINE=1");
        services.start("a.service");
        assertTrue(asked.contains("systemctl --no-ask-password --quiet start -- a.service"));
    }
}
