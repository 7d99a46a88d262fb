package dev.towline.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.towline.Agent;
import dev.towline.cli.Terminal.Said;
import dev.towline.desired.TargetName;
import dev.towline.history.Decision;
import dev.towline.history.Deployment;
import dev.towline.history.DeploymentId;
import dev.towline.history.Outcome;
import dev.towline.history.Pair;
import dev.towline.history.PhaseTime;
import dev.towline.history.Quarantine;
import dev.towline.history.sqlite.SqliteHistory;
import dev.towline.host.HostLocks;
import dev.towline.host.linux.FileLocks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.jupiter.api.io.TempDir;

/** With agent, network and Git dead, the commands still tell and do what the store alone allows. Real rooms in a folder. */
class AgentDownTest {
    private static final TargetName SITE = new TargetName("ysc");
    private static final String CONFIG = "c".repeat(40);
    private static final String APP = "a".repeat(40);
    private static final Pair GOOD = new Pair(CONFIG, "0".repeat(64), APP, "aaaaaaa-00000001");
    private static final Pair BAD = new Pair(CONFIG, "1".repeat(64), "b".repeat(40), "bbbbbbb-00000002");
    private static final DeploymentId FIRST = new DeploymentId("20261120-080000-00000a");
    private static final DeploymentId SECOND = new DeploymentId("20261121-090000-00000b");
    @TempDir
    Path folder;
    private Path settings;

    @BeforeEach
    void writeSettings() throws IOException {
        Files.createDirectories(folder.resolve("components"));
        settings = folder.resolve("agent.yaml");
        Files.writeString(settings, """
                configRepo: { url: "file://%1$s/nowhere.git" }
                host: soar-1
                serviceManager: local
                root: %1$s/root
                components: %1$s/components
                """.formatted(folder));
        try (SqliteHistory history = SqliteHistory.open(folder.resolve("root/var/lib/towline/towline.db"))) {
            history.targets().lastGood(SITE, GOOD);
            history.deployments().put(deployment(FIRST, GOOD, Outcome.SUCCEEDED, ""));
            history.deployments().append(FIRST, "Successfully installed gunicorn");
            history.deployments().put(deployment(SECOND, BAD, Outcome.ROLLED_BACK, "verify: /login/ answered 500"));
            history.quarantine()
                    .add(new Quarantine.Entry(SITE, BAD, "verify: /login/ answered 500", Instant.EPOCH));
        }
    }

    private static Deployment deployment(DeploymentId id, Pair pair, Outcome outcome, String reason) {
        Instant started = Instant.parse("2026-11-20T08:00:00Z");
        return new Deployment(id, SITE, "interval", pair.config(), pair.app(), pair.release(), "Ada", "Sign in by name",
                started, started.plusSeconds(90), outcome, reason,
                List.of(new PhaseTime("build", Duration.ofSeconds(60)),
                        new PhaseTime("switch", Duration.ofMillis(40))));
    }

    private Said type(String command, String... more) {
        List<String> words = new java.util.ArrayList<>(List.of(command, "--config", settings.toString()));
        words.addAll(List.of(more));
        return new Terminal(new Agent()).type(words.toArray(String[]::new));
    }

    @Test
    void status_tells_what_runs_and_what_is_quarantined() {
        Said said = type("status");
        assertEquals(1, said.exit(), said.err());
        String row = said.out().lines().filter(line -> line.startsWith("ysc")).findFirst().orElseThrow();
        assertTrue(row.contains("aaaaaaa-00000001") && row.contains("the agent is not running"), row);
    }

    @Test
    void status_as_json_has_the_shape_of_the_api() {
        JsonNode target = type("status", "--json").json().path("targets").path(0);
        assertEquals("ysc", target.path("target").asText());
        assertEquals("aaaaaaa-00000001", target.path("release").asText());
        assertEquals(CONFIG, target.path("config").asText());
        assertTrue(target.path("quarantined").path(0).asText().contains("/login/ answered 500"), target.toString());
    }

    @Test
    void history_lists_the_newest_first_with_its_reason() {
        Said said = type("history", "ysc");
        assertEquals(0, said.exit(), said.err());
        List<String> lines = said.out().lines().toList();
        assertTrue(lines.get(1).startsWith(SECOND.value()) && lines.get(1).contains("rolled-back")
                && lines.get(1).contains("/login/ answered 500"), said.out());
        assertTrue(lines.get(2).startsWith(FIRST.value()) && lines.get(2).contains("60.0s")
                && lines.get(2).contains("Sign in by name"), said.out());
    }

    @Test
    void history_as_json_is_limited_as_asked() {
        JsonNode deployments = type("history", "--json", "--limit", "1").json().path("deployments");
        assertEquals(1, deployments.size());
        assertEquals(SECOND.value(), deployments.path(0).path("id").asText());
    }

    @Test
    void show_tells_a_deployment_with_its_phases_and_its_output() {
        Said said = type("show", FIRST.value());
        assertEquals(0, said.exit(), said.err());
        assertTrue(said.out().contains("succeeded") && said.out().contains("build")
                && said.out().contains("Successfully installed gunicorn"), said.out());
    }

    @Test
    void show_of_what_never_was_says_where_to_look() {
        Said said = type("show", "20260101-000000-00000c");
        assertEquals(1, said.exit());
        assertTrue(said.err().contains("'towline history' lists them"), said.err());
    }

    @Test
    void suspend_is_done_and_remembered() {
        Said said = type("suspend", "ysc");
        assertEquals(0, said.exit(), said.out() + said.err());
        JsonNode target = type("status", "--json").json().path("targets").path(0);
        assertTrue(target.path("conditions").path("Suspended").asBoolean(), target.toString());
    }

    @Test
    void what_is_decided_without_the_agent_is_in_the_audit_trail_the_refused_too() {
        type("suspend", "ysc");
        type("rollback", "ysc");
        JsonNode audit = type("history", "--audit", "--json").json().path("audit");
        assertEquals("rollback", audit.path(0).path("request").asText());
        assertEquals(409, audit.path(0).path("status").asInt());
        assertEquals("suspend", audit.path(1).path("request").asText());
        assertEquals("cli", audit.path(1).path("via").asText());
        assertEquals("ysc", audit.path(1).path("site").asText());
        assertEquals(202, audit.path(1).path("status").asInt());
    }

    @ParameterizedTest
    @ValueSource(strings = {"plan", "render", "suspend", "resume", "retry", "rollback", "approve", "contract",
            "history", "restore"})
    void a_site_that_this_host_does_not_have_is_wrong_usage_and_nothing_is_remembered_of_it(String command) {
        Said said = type(command, "nope");
        assertEquals(2, said.exit(), said.out() + said.err());
        assertTrue(said.err().contains("no site 'nope'") && said.err().contains("ysc"), said.err());
        assertFalse(type("status", "--json").out().contains("nope"));
    }

    @Test
    void a_pin_is_told_by_status_history_and_doctor() {
        try (SqliteHistory history = SqliteHistory.open(folder.resolve("root/var/lib/towline/towline.db"))) {
            history.decisions().put(SITE, new Decision.Pin("9999999-00000009", CONFIG, APP, CONFIG, APP,
                    new Decision.Said("ada", null)));
        }
        JsonNode target = type("status", "--json").json().path("targets").path(0);
        assertEquals("9999999-00000009", target.path("pinned").path("release").asText());
        assertTrue(target.path("conditions").path("Pinned").asBoolean());
        assertTrue(type("status").out().contains("pinned to 9999999-00000009 by ada"));
        assertEquals("ada",
                type("history", "--json").json().path("pinned").path("ysc").path("by").asText());
        assertTrue(type("history", "ysc").out().contains("ysc is pinned to 9999999-00000009"));
        assertTrue(type("doctor").out().contains("PROBLEM  ysc") && type("doctor").out().contains("pinned to"));
    }

    private FileLocks others() {
        return new FileLocks(folder.resolve("root/var/lib/towline/locks"), Thread::sleep);
    }

    @Test
    void while_another_process_works_a_command_says_so_and_gives_up_in_time() {
        try (HostLocks.Held _ = others().tryAcquire("agent").orElseThrow()) {
            Said said = type("status", "--wait", "1");
            assertEquals(1, said.exit());
            assertTrue(said.err().contains("(process " + ProcessHandle.current().pid() + ")"), said.err());
        }
    }

    @Test
    void a_command_that_waited_for_another_process_is_done_after_it() throws Exception {
        HostLocks.Held held = others().tryAcquire("agent").orElseThrow();
        Thread later = Thread.ofVirtual().start(() -> {
            try {
                Thread.sleep(600);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            held.close();
        });
        Said said = type("suspend", "ysc");
        later.join();
        assertEquals(0, said.exit(), said.err());
        assertTrue(said.err().contains("waiting up to 30 s"), said.err());
    }

    @Test
    void a_rollback_that_has_nowhere_to_go_says_so() {
        Said said = type("rollback", "ysc");
        assertEquals(1, said.exit());
        assertTrue(said.out().contains("there is no earlier release"), said.out());
    }

    @Test
    void a_plan_without_git_says_that_nothing_was_fetched() {
        Said said = type("plan", "ysc");
        assertEquals(1, said.exit());
        assertTrue(said.err().contains("nothing was fetched from Git yet"), said.err());
    }

    @Test
    void once_without_git_fails_with_the_reason() {
        Said said = type("once");
        assertEquals(1, said.exit());
        assertTrue(said.out().contains("nowhere.git"), said.out());
    }

    @Test
    void doctor_names_what_is_wrong_with_its_remedy() {
        Said said = type("doctor");
        assertEquals(1, said.exit());
        assertTrue(said.out().contains("PROBLEM  agent") && said.out().contains("systemctl start towline"),
                said.out());
        assertTrue(said.out().contains("quarantined") && said.out().contains("towline retry ysc"), said.out());
    }

    @Test
    void nothing_is_left_running_or_locked_behind_a_command() {
        assertEquals(1, type("status").exit());
        assertEquals(1, type("status").exit());
        assertFalse(Files.exists(folder.resolve("root/run/towline/agent.sock")));
    }
}
