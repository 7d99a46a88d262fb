package dev.towline.history.sqlite;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towline.desired.TargetName;
import dev.towline.history.After;
import dev.towline.history.Decision;
import dev.towline.history.Decision.Said;
import dev.towline.history.Deployment;
import dev.towline.history.DeploymentId;
import dev.towline.history.JournalEntry;
import dev.towline.history.Outcome;
import dev.towline.history.Owned;
import dev.towline.history.Pair;
import dev.towline.history.PhaseTime;
import dev.towline.history.Quarantine;
import dev.towline.history.Undo;
import dev.towline.history.Undos;
import dev.towline.history.Unfinished;
import dev.towline.host.Ownership;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A state file as commit 1085a71 wrote it (schema 2), with something of everything in it. */
class EarlierStateTest {
    private static final TargetName CLUB = TargetName.site("club");
    private static final TargetName GUILD = TargetName.site("guild");
    private static final String CONFIG = "c0ffee1".repeat(6).substring(0, 40);
    private static final String APP = "1".repeat(40);
    private static final Pair GOOD = new Pair(CONFIG, "5e".repeat(32), APP, "1111111-aaaaaaaa");
    private static final Pair BAD = new Pair("bad0bad".repeat(6).substring(0, 40), "bad0".repeat(16), "2".repeat(40),
            "2222222-bbbbbbbb");
    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
    private static final Said UNKNOWN = new Said("", null);

    @TempDir
    Path folder;
    @SuppressWarnings("NullAway.Init")
    private SqliteHistory history;

    @BeforeEach
    void open() throws IOException {
        Path file = folder.resolve("history.db");
        try (InputStream then = Objects.requireNonNull(
                EarlierStateTest.class.getResourceAsStream("history-1085a71.db"))) {
            Files.copy(then, file);
        }
        // Twice: what was brought forward is read as what this version wrote.
        SqliteHistory.open(file).close();
        history = SqliteHistory.open(file);
    }

    @AfterEach
    void close() {
        history.close();
    }

    @Test
    void a_pin_a_suspension_and_an_approval_of_removals_stand() {
        assertEquals(List.of(new Decision.Removals("d1".repeat(32), UNKNOWN),
                new Decision.Pin("1111111-aaaaaaaa", CONFIG, APP, BAD.config(), BAD.app(), new Said("ada", null)),
                new Decision.Suspend("", UNKNOWN)), history.decisions().of(CLUB));
        assertTrue(history.decisions().suspended(CLUB));
    }

    @Test
    void an_approval_of_a_maintenance_release_stands() {
        assertEquals(List.of(new Decision.Maintenance("2222222-bbbbbbbb", UNKNOWN)), history.decisions().of(GUILD));
    }

    @Test
    void pending_contracts_and_what_was_cut_are_still_to_be_done() {
        assertEquals(Set.of(Unfinished.CONTRACT), history.targets().unfinished(TargetName.site("shop")));
        assertEquals(Set.of(Unfinished.CONTRACT, Unfinished.SETTLE),
                history.targets().unfinished(TargetName.site("yard")));
        assertEquals(Set.of(Unfinished.SETTLE), history.targets().unfinished(TargetName.HOST));
        assertEquals(Set.of(), history.targets().unfinished(CLUB));
        assertEquals(List.of("ALTER TABLE member DROP COLUMN nick", "DROP TABLE old"),
                history.targets().waiting(CLUB));
    }

    @Test
    void a_target_of_which_nothing_was_decided_has_no_decision() {
        TargetName idle = TargetName.site("idle");
        assertEquals(List.of(), history.decisions().of(idle));
        assertEquals(Set.of(), history.targets().unfinished(idle));
        assertEquals(Optional.of(GOOD), history.targets().lastGood(idle));
    }

    @Test
    void quarantines_are_still_there() {
        assertEquals("verify: /login/ answered 500", history.quarantine().find(CLUB, BAD).orElseThrow().reason());
        assertEquals(Quarantine.Cause.FAILED, history.quarantine().find(CLUB, BAD).orElseThrow().cause());
        Quarantine.Entry refused = history.quarantine().find(GUILD, BAD).orElseThrow();
        assertEquals(NOON.plusSeconds(60), refused.since());
        assertEquals(Quarantine.Cause.MIGRATIONS_REFUSED, refused.cause());
    }

    @Test
    void deployments_are_still_there_with_their_output() {
        List<Deployment> all = history.deployments().newest(CLUB, 99);
        assertEquals(Arrays.asList(Outcome.values()).reversed(), all.stream().map(Deployment::outcome).toList());
        Deployment first = all.getLast();
        assertEquals(new Deployment(new DeploymentId("20261121-120000-abc0"), CLUB, "webhook github", CONFIG, APP,
                "1111111-aaaaaaaa", "Ada <ada@example.org>", "subject 0", NOON, null, Outcome.RUNNING, "why 0",
                List.of(new PhaseTime("build", Duration.ofSeconds(7)),
                        new PhaseTime("verify", Duration.ofMillis(1500)))),
                first);
        assertEquals("line one of 0\n", history.deployments().output(first.id()));
    }

    @Test
    void the_inventory_is_the_same_with_the_original_of_what_was_adopted() throws IOException {
        List<Owned> owned = history.inventory().of(CLUB);
        assertEquals(Set.of(Owned.Kind.values()), Set.copyOf(owned.stream().map(Owned::kind).toList()));
        Owned file = owned.stream().filter(o -> o.kind() == Owned.Kind.FILE).findFirst().orElseThrow();
        assertEquals(new Owned(CLUB, Owned.Kind.FILE, "/etc/club.conf", "aa".repeat(32), file.original(),
                new Ownership("root", "www-data", 0640), new After.Reload("nginx.service")), file);
        assertEquals(new After.Was(true, true), owned.stream().filter(o -> o.kind() == Owned.Kind.UNIT).findFirst()
                .orElseThrow().after());
        try (InputStream original = history.journal().kept(Objects.requireNonNull(file.original()))) {
            assertArrayEquals("kept\n".getBytes(StandardCharsets.UTF_8), original.readAllBytes());
        }
    }

    @Test
    void the_open_journal_can_be_taken_back() {
        assertEquals(Optional.of(new DeploymentId("20261121-120000-abc0")), history.journal().openDeployment(CLUB));
        List<JournalEntry> entries = history.journal().entries(CLUB);
        String kept = history.inventory().of(CLUB).stream().map(Owned::original).filter(Objects::nonNull).findFirst()
                .orElseThrow();
        List<Undo> then = Undos.oneOfEach(kept);
        assertEquals(then, entries.stream().map(JournalEntry::undo).toList());
        assertEquals(List.of(true, false, true), entries.stream().limit(3).map(JournalEntry::done).toList());
    }
}
