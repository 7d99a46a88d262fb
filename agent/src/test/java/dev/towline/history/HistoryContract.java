package dev.towline.history;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towline.desired.TargetName;
import dev.towline.history.Decision.Said;
import dev.towline.event.SourceStanding;
import dev.towline.history.Quarantine.Entry;
import dev.towline.host.Digest;
import dev.towline.host.Ownership;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every store does alike; each is run through it. */
public abstract class HistoryContract {
    protected static final TargetName CLUB = TargetName.site("club");
    protected static final TargetName GUILD = TargetName.site("guild");
    protected static final DeploymentId FIRST = new DeploymentId("20261121-010203-aaaa");
    protected static final DeploymentId SECOND = new DeploymentId("20261121-010203-0000");
    private static final String COMMIT = "1".repeat(40);
    private static final String LATER = "2".repeat(40);
    private static final String SETTINGS = "a".repeat(64);
    private static final Pair PAIR = new Pair(COMMIT, SETTINGS, COMMIT, "1111111-aaaaaaaa");
    private static final Pair HOST_PAIR = new Pair(COMMIT, SETTINGS, null, null);
    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00.123456789Z");

    /** A store with nothing in it, which keeps as much as is said. */
    protected abstract History empty(Retention retention);

    /** The same store after the agent was stopped and started. */
    protected abstract History again(History history);

    private static InputStream stream(String text) {
        return new ByteArrayInputStream(bytes(text));
    }

    private static byte[] kept(Journal journal, String reference) {
        try (InputStream content = journal.kept(reference)) {
            return content.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private History empty() {
        return empty(Retention.STANDARD);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    protected static Deployment deployment(DeploymentId id, TargetName target) {
        return new Deployment(id, target, "webhook github", COMMIT, null, null, "Ada", "Sign in", NOON, null,
                Outcome.RUNNING, "", List.of());
    }

    private static Owned file(String path, @Nullable String original) {
        return new Owned(CLUB, Owned.Kind.FILE, path, Digest.of(path).hex(), original,
                original == null ? null : new Ownership("root", "adm", 04750), null);
    }

    // journal

    @Test
    void an_empty_journal_has_no_open_deployment() {
        Journal journal = empty().journal();
        assertEquals(Optional.empty(), journal.openDeployment(CLUB));
        assertEquals(List.of(), journal.entries(CLUB));
    }

    @Test
    void every_kind_of_inverse_comes_back_in_order_after_a_restart() {
        History history = empty();
        history.journal().open(CLUB, FIRST);
        List<Undo> undos = Undos.oneOfEach(history.journal().keep(stream("before")));
        undos.forEach(undo -> history.journal().intend(CLUB, "step", undo));
        assertEquals(undos, again(history).journal().entries(CLUB).stream().map(JournalEntry::undo).toList());
    }

    @Test
    void a_step_is_intended_then_done_then_undone() {
        Journal journal = empty().journal();
        journal.open(CLUB, FIRST);
        long one = journal.intend(CLUB, "write /etc/a", new Undo.Remove("/etc/a"));
        long two = journal.intend(CLUB, "reload", new Undo.Reload("nginx.service"));
        journal.done(CLUB, one);
        assertTrue(two > one);
        assertEquals(List.of(new JournalEntry(one, "write /etc/a", new Undo.Remove("/etc/a"), true),
                new JournalEntry(two, "reload", new Undo.Reload("nginx.service"), false)), journal.entries(CLUB));
        journal.undone(CLUB, two);
        journal.undone(CLUB, two);
        assertEquals(List.of(one), journal.entries(CLUB).stream().map(JournalEntry::number).toList());
    }

    @Test
    void a_number_is_never_given_twice() {
        History history = empty();
        history.journal().open(CLUB, FIRST);
        long one = history.journal().intend(CLUB, "a", new Undo.Nothing());
        history.journal().undone(CLUB, one);
        history.journal().close(CLUB);
        History later = again(history);
        later.journal().open(CLUB, SECOND);
        assertTrue(later.journal().intend(CLUB, "b", new Undo.Nothing()) > one);
    }

    @Test
    void a_target_has_one_open_deployment_and_opening_it_again_changes_nothing() {
        Journal journal = empty().journal();
        journal.open(CLUB, FIRST);
        journal.intend(CLUB, "a", new Undo.Nothing());
        journal.open(CLUB, FIRST);
        assertThrows(IllegalStateException.class, () -> journal.open(CLUB, SECOND));
        assertEquals(Optional.of(FIRST), journal.openDeployment(CLUB));
        assertEquals(1, journal.entries(CLUB).size());
    }

    @Test
    void closing_one_target_leaves_the_others_open() {
        Journal journal = empty().journal();
        journal.open(CLUB, FIRST);
        journal.open(GUILD, SECOND);
        journal.intend(GUILD, "a", new Undo.Nothing());
        journal.close(CLUB);
        journal.close(CLUB);
        assertEquals(Optional.empty(), journal.openDeployment(CLUB));
        assertEquals(1, journal.entries(GUILD).size());
    }

    @Test
    void a_step_without_an_open_deployment_is_refused() {
        Journal journal = empty().journal();
        assertThrows(IllegalStateException.class, () -> journal.intend(CLUB, "a", new Undo.Nothing()));
    }

    @Test
    void another_targets_entry_cannot_be_marked_done() {
        Journal journal = empty().journal();
        journal.open(CLUB, FIRST);
        journal.open(GUILD, SECOND);
        long entry = journal.intend(CLUB, "a", new Undo.Nothing());
        assertThrows(IllegalStateException.class, () -> journal.done(GUILD, entry));
        journal.undone(GUILD, entry);
        assertFalse(journal.entries(CLUB).getFirst().done());
    }

    // kept bytes

    @Test
    void kept_bytes_are_found_by_their_digest() {
        History history = empty();
        String reference = history.journal().keep(new ByteArrayInputStream(new byte[]{0, -1, 10, 13}));
        assertEquals(Digest.of(new byte[]{0, -1, 10, 13}).hex(), reference);
        assertEquals(reference, history.journal().keep(new ByteArrayInputStream(new byte[]{0, -1, 10, 13})));
        assertArrayEquals(new byte[]{0, -1, 10, 13}, kept(again(history).journal(), reference));
    }

    @Test
    void a_file_with_nothing_in_it_is_kept_too() {
        History history = empty();
        String reference = history.journal().keep(stream(""));
        assertArrayEquals(new byte[0], kept(again(history).journal(), reference));
    }

    @Test
    void bytes_of_megabytes_are_found_again_and_go_with_their_deployment() {
        byte[] grown = new byte[5_000_000];
        new Random(9).nextBytes(grown);
        History history = empty();
        history.journal().open(CLUB, FIRST);
        String reference = history.journal().keep(new ByteArrayInputStream(grown));
        assertEquals(reference, history.journal().keep(new ByteArrayInputStream(grown)));
        history.journal().intend(CLUB, "a", new Undo.PutFile("/etc/a", reference, Ownership.root(0644)));

        Journal later = again(history).journal();
        assertArrayEquals(grown, kept(later, reference));
        later.close(CLUB);
        assertThrows(IllegalStateException.class, () -> kept(later, reference));
    }

    @Test
    void an_inverse_that_names_bytes_which_nobody_kept_is_refused() {
        Journal journal = empty().journal();
        journal.open(CLUB, FIRST);
        assertThrows(IllegalStateException.class,
                () -> journal.intend(CLUB, "a", new Undo.PutFile("/etc/a", SETTINGS, Ownership.root(0644))));
        assertThrows(IllegalStateException.class, () -> kept(journal, SETTINGS));
    }

    @Test
    void bytes_that_only_the_closed_deployment_named_go() {
        Journal journal = empty().journal();
        journal.open(CLUB, FIRST);
        String reference = journal.keep(stream("before"));
        journal.intend(CLUB, "a", new Undo.PutFile("/etc/a", reference, Ownership.root(0644)));
        assertArrayEquals(bytes("before"), kept(journal, reference));
        journal.close(CLUB);
        assertThrows(IllegalStateException.class, () -> kept(journal, reference));
    }

    @Test
    void bytes_that_another_open_deployment_names_stay() {
        Journal journal = empty().journal();
        journal.open(CLUB, FIRST);
        journal.open(GUILD, SECOND);
        String reference = journal.keep(stream("before"));
        journal.intend(CLUB, "a", new Undo.PutFile("/etc/a", reference, Ownership.root(0644)));
        journal.intend(GUILD, "a", new Undo.PutFile("/etc/b", reference, Ownership.root(0644)));
        journal.close(CLUB);
        assertArrayEquals(bytes("before"), kept(journal, reference));
    }

    @Test
    void bytes_that_were_kept_a_moment_ago_survive_the_close_of_another_target() {
        Journal journal = empty().journal();
        journal.open(CLUB, FIRST);
        journal.open(GUILD, SECOND);
        String reference = journal.keep(stream("before"));
        journal.close(CLUB);
        journal.intend(GUILD, "a", new Undo.PutFile("/etc/b", reference, Ownership.root(0644)));
        assertArrayEquals(bytes("before"), kept(journal, reference));
    }

    @Test
    void the_original_of_an_adopted_file_stays_until_the_inventory_drops_it() {
        History history = empty();
        history.journal().open(CLUB, FIRST);
        String reference = history.journal().keep(stream("theirs"));
        history.journal().intend(CLUB, "a", new Undo.PutFile("/etc/a", reference, Ownership.root(0644)));
        history.inventory().replace(CLUB, List.of(file("/etc/a", reference)));
        history.journal().close(CLUB);
        History later = again(history);
        assertArrayEquals(bytes("theirs"), kept(later.journal(), reference));

        later.journal().open(CLUB, SECOND);
        later.inventory().replace(CLUB, List.of());
        later.journal().close(CLUB);
        assertThrows(IllegalStateException.class, () -> kept(later.journal(), reference));
    }

    // deployments

    @Test
    void a_deployment_comes_back_whole() {
        History history = empty();
        history.deployments().put(deployment(FIRST, CLUB));
        Deployment ended = new Deployment(FIRST, CLUB, "interval", COMMIT, LATER, "2222222-aaaaaaaa", "Ada \"Æ\"",
                "Sign in\u2028'; DROP TABLE deployment; --", NOON, NOON.plusNanos(1), Outcome.ROLLED_BACK,
                "login: status 500",
                List.of(new PhaseTime("build", Duration.ofNanos(12_345_678_901L)),
                        new PhaseTime("verify", Duration.ZERO)));
        history.deployments().put(ended);
        assertEquals(Optional.of(ended), again(history).deployments().find(FIRST));
    }

    @Test
    void what_is_not_there_is_not_found() {
        assertEquals(Optional.empty(), empty().deployments().find(FIRST));
        assertEquals(List.of(), empty().deployments().newest(null, 10));
    }

    @Test
    void the_newest_stands_first_also_within_one_second_and_after_an_update() {
        Deployments deployments = empty().deployments();
        DeploymentId third = new DeploymentId("20261121-010203-5555");
        deployments.put(deployment(FIRST, CLUB));
        deployments.put(deployment(SECOND, GUILD));
        deployments.put(deployment(third, CLUB));
        deployments.put(deployment(FIRST, CLUB));
        assertEquals(List.of(third, SECOND, FIRST), deployments.newest(null, 10).stream().map(Deployment::id).toList());
        assertEquals(List.of(third, FIRST), deployments.newest(CLUB, 10).stream().map(Deployment::id).toList());
        assertEquals(List.of(third), deployments.newest(CLUB, 1).stream().map(Deployment::id).toList());
        assertEquals(List.of(), deployments.newest(CLUB, 0));
    }

    @Test
    void the_oldest_of_a_target_go_and_their_output_before_them() {
        History history = empty(new Retention(3, 1));
        Deployments deployments = history.deployments();
        deployments.put(deployment(FIRST, GUILD));
        deployments.append(FIRST, "guild");
        for (int i = 0; i < 5; i++) {
            DeploymentId id = new DeploymentId("20261121-01020" + i + "-aaaa");
            if (i != 3) {
                deployments.put(deployment(id, CLUB));
                deployments.append(id, "line");
            }
        }
        assertEquals(List.of("20261121-010204-aaaa", "20261121-010202-aaaa", "20261121-010201-aaaa"),
                deployments.newest(CLUB, 10).stream().map(d -> d.id().value()).toList());
        assertEquals("line\n", deployments.output(new DeploymentId("20261121-010204-aaaa")));
        assertEquals("", deployments.output(new DeploymentId("20261121-010202-aaaa")));
        assertEquals("guild\n", deployments.output(FIRST));
    }

    @Test
    void output_is_durable_when_its_deployment_is_put() {
        History history = empty();
        history.deployments().put(deployment(FIRST, CLUB));
        history.deployments().append(FIRST, "Collecting Django");
        history.deployments().append(FIRST, "Größe 1 \u001b[31mMB\u001b[0m\rdone\0");
        history.deployments().put(deployment(FIRST, CLUB));
        assertEquals("Collecting Django\nGröße 1 MB done \n", again(history).deployments().output(FIRST));
    }

    @Test
    void output_of_an_unknown_deployment_is_refused() {
        Deployments deployments = empty().deployments();
        assertThrows(IllegalStateException.class, () -> deployments.append(FIRST, "a"));
        assertEquals("", deployments.output(FIRST));
    }

    @Test
    void long_output_loses_its_middle_and_says_how_much() {
        Deployments deployments = empty().deployments();
        deployments.put(deployment(FIRST, CLUB));
        for (int i = 0; i < 60_000; i++) {
            deployments.append(FIRST, "line " + i + " ä".repeat(20));
        }
        String output = deployments.output(FIRST);
        assertTrue(OutputLimit.bytes(output) <= 1024 * 1024, () -> OutputLimit.bytes(output) + " bytes");
        assertTrue(OutputLimit.bytes(output) > 900 * 1024, () -> OutputLimit.bytes(output) + " bytes");
        assertTrue(output.startsWith("line 0 ä"));
        assertTrue(output.endsWith("line 59999" + " ä".repeat(20) + "\n"));
        assertEquals(1, output.lines().filter(line -> line.matches("\\[[0-9]{7} bytes of output left out here]"))
                .count());
    }

    @Test
    void one_endless_line_loses_its_middle_too() {
        Deployments deployments = empty().deployments();
        deployments.put(deployment(FIRST, CLUB));
        deployments.append(FIRST, "a".repeat(5_000_000) + "z");
        String output = deployments.output(FIRST);
        assertTrue(output.length() < 10_000);
        assertTrue(output.startsWith("aaa") && output.endsWith("az\n"));
    }

    // inventory

    @Test
    void the_inventory_comes_back_sorted_after_a_restart() {
        History history = empty();
        String original = history.journal().keep(stream("theirs"));
        Owned a = file("/etc/a", original);
        Owned b = file("/etc/b", null);
        Owned unit = Owned.of(CLUB, Owned.Kind.UNIT, "club.service");
        Owned host = Owned.of(TargetName.HOST, Owned.Kind.USER, "club");
        history.inventory().replace(CLUB, List.of(unit, b, a));
        history.inventory().replace(TargetName.HOST, List.of(host));
        Inventory inventory = again(history).inventory();
        assertEquals(List.of(a, b, unit), inventory.of(CLUB));
        assertEquals(List.of(host, a, b, unit), inventory.all());
        assertEquals(Set.of(CLUB, TargetName.HOST), inventory.owners());
        assertEquals(List.of(), inventory.of(GUILD));
    }

    @Test
    void replacing_drops_what_is_no_longer_named_and_touches_no_other_target() {
        Inventory inventory = empty().inventory();
        Owned guild = Owned.of(GUILD, Owned.Kind.FILE, "/etc/a");
        inventory.replace(GUILD, List.of(guild));
        inventory.replace(CLUB, List.of(file("/etc/a", null), file("/etc/b", null)));
        Owned changed = new Owned(CLUB, Owned.Kind.FILE, "/etc/b", SETTINGS, null, null, new After.Reload("b.service"));
        inventory.replace(CLUB, List.of(changed));
        assertEquals(List.of(changed), inventory.of(CLUB));
        inventory.replace(CLUB, List.of());
        assertEquals(List.of(guild), inventory.all());
        assertEquals(Set.of(GUILD), inventory.owners());
    }

    @Test
    void an_inventory_with_a_mistake_in_it_changes_nothing() {
        Inventory inventory = empty().inventory();
        Owned a = file("/etc/a", null);
        inventory.replace(CLUB, List.of(a));
        assertThrows(IllegalArgumentException.class, () -> inventory.replace(CLUB, List.of(a, a)));
        assertThrows(IllegalArgumentException.class, () -> inventory.replace(GUILD, List.of(a)));
        assertThrows(IllegalStateException.class,
                () -> inventory.replace(CLUB, List.of(file("/etc/b", null), file("/etc/c", SETTINGS))));
        assertEquals(List.of(a), inventory.all());
    }

    // quarantine

    @Test
    void a_failed_pair_is_remembered_whichever_commit_rendered_to_it() {
        History history = empty();
        Entry entry = new Entry(CLUB, PAIR, "login: status 500", NOON);
        Entry host = new Entry(TargetName.HOST, HOST_PAIR, Quarantine.Cause.MIGRATIONS_REFUSED, "nginx -t", NOON);
        history.quarantine().add(entry);
        history.quarantine().add(host);
        Quarantine quarantine = again(history).quarantine();
        Pair sameElsewhere = new Pair(LATER, PAIR.settings(), PAIR.app(), PAIR.release());
        assertEquals(Optional.of(entry), quarantine.find(CLUB, sameElsewhere));
        assertEquals(Optional.of(host), quarantine.find(TargetName.HOST, HOST_PAIR));
        assertEquals(Optional.empty(), quarantine.find(GUILD, PAIR));
        assertEquals(Optional.empty(), quarantine.find(CLUB, HOST_PAIR));
        assertEquals(Optional.empty(), quarantine.find(CLUB, new Pair(COMMIT, SETTINGS, LATER, PAIR.release())));
    }

    @Test
    void failing_again_replaces_the_reason_and_stands_first() {
        Quarantine quarantine = empty().quarantine();
        Entry other = new Entry(CLUB, HOST_PAIR, "other", NOON);
        Entry again = new Entry(CLUB, PAIR, "new", NOON.plusSeconds(1));
        quarantine.add(new Entry(CLUB, PAIR, "old", NOON));
        quarantine.add(other);
        quarantine.add(again);
        assertEquals(List.of(again, other), quarantine.of(CLUB));
    }

    @Test
    void retry_forgets_all_of_one_target() {
        Quarantine quarantine = empty().quarantine();
        quarantine.add(new Entry(CLUB, PAIR, "a", NOON));
        quarantine.add(new Entry(CLUB, HOST_PAIR, "b", NOON));
        quarantine.add(new Entry(GUILD, PAIR, "c", NOON));
        assertEquals(2, quarantine.clear(CLUB));
        assertEquals(0, quarantine.clear(CLUB));
        assertEquals(List.of(), quarantine.of(CLUB));
        assertEquals(1, quarantine.of(GUILD).size());
    }

    // sources

    @Test
    void a_source_is_remembered_over_a_restart_until_it_is_forgotten() {
        History history = empty();
        Sources.Known refused = new Sources.Known("app.club", "https://example.org/c.git", SourceStanding.REFUSED,
                "history was rewritten", COMMIT, NOON);
        Sources.Known never = new Sources.Known("config", "https://example.org/n.git", SourceStanding.UNREACHABLE,
                "no route", null, null);
        history.sources().put(new Sources.Known("app.club", refused.url(), SourceStanding.WELL, "", LATER, NOON));
        history.sources().put(refused);
        history.sources().put(never);
        Sources later = again(history).sources();
        assertEquals(List.of(refused, never), later.all());
        assertEquals(Optional.of(refused), later.find("app.club"));
        later.forget("app.club");
        assertEquals(List.of(never), later.all());
    }

    // targets

    @Test
    void a_target_remembers_over_a_restart() {
        History history = empty();
        Targets targets = history.targets();
        targets.lastGood(CLUB, HOST_PAIR);
        targets.lastGood(CLUB, PAIR);
        targets.unfinished(CLUB, EnumSet.allOf(Unfinished.class));
        targets.lastGood(TargetName.HOST, HOST_PAIR);
        Targets later = again(history).targets();
        assertEquals(Optional.of(PAIR), later.lastGood(CLUB));
        assertEquals(EnumSet.allOf(Unfinished.class), later.unfinished(CLUB));
        assertEquals(Optional.of(HOST_PAIR), later.lastGood(TargetName.HOST));
        assertEquals(Set.of(), later.unfinished(TargetName.HOST));
        assertEquals(Set.of(CLUB, TargetName.HOST), later.known());
    }

    @Test
    void what_is_unfinished_is_replaced_as_a_whole() {
        Targets targets = empty().targets();
        targets.unfinished(CLUB, Set.of(Unfinished.SETTLE));
        targets.unfinished(CLUB, Set.of(Unfinished.CONTRACT));
        assertEquals(Set.of(Unfinished.CONTRACT), targets.unfinished(CLUB));
        targets.unfinished(CLUB, Set.of());
        assertEquals(Set.of(), targets.unfinished(CLUB));
    }

    /** One of each kind. */
    static List<Decision> decisions() {
        Said ada = new Said("ada", NOON);
        return List.of(new Decision.Removals("d1".repeat(32), ada),
                new Decision.Maintenance("2222222-bbbbbbbb", new Said("token ci", NOON.plusSeconds(1))),
                new Decision.Contract(new Said("", null)), new Decision.Pin("1111111-aaaaaaaa", COMMIT, LATER, COMMIT,
                        null, ada),
                new Decision.Suspend("the club's annual meeting; don't touch", ada));
    }

    @Test
    void every_kind_of_decision_is_remembered_over_a_restart() {
        History history = empty();
        assertEquals(Decision.Kind.values().length, decisions().size());
        decisions().reversed().forEach(decision -> history.decisions().put(CLUB, decision));
        Decisions later = again(history).decisions();
        assertEquals(decisions(), later.of(CLUB));
        assertEquals(List.of(), later.of(GUILD));
    }

    @ParameterizedTest
    @EnumSource(Decision.Kind.class)
    void a_decision_ends_without_the_others(Decision.Kind kind) {
        Decisions store = empty().decisions();
        decisions().forEach(decision -> store.put(CLUB, decision));
        decisions().forEach(decision -> store.put(GUILD, decision));
        store.end(CLUB, kind);
        store.end(CLUB, kind);
        assertEquals(decisions().stream().filter(decision -> decision.kind() != kind).toList(), store.of(CLUB));
        assertEquals(decisions(), store.of(GUILD));
    }

    @ParameterizedTest
    @EnumSource(Decision.Kind.class)
    void a_decision_takes_the_place_of_nothing_but_its_kind(Decision.Kind kind) {
        Decisions store = empty().decisions();
        decisions().stream().filter(decision -> decision.kind() != kind)
                .forEach(decision -> store.put(CLUB, decision));
        decisions().stream().filter(decision -> decision.kind() == kind)
                .forEach(decision -> store.put(CLUB, decision));
        assertEquals(decisions(), store.of(CLUB));
    }

    @Test
    void of_one_kind_the_newest_stands() {
        Decisions store = empty().decisions();
        store.put(CLUB, new Decision.Maintenance("1111111-aaaaaaaa", new Said("ada", NOON)));
        store.put(CLUB, new Decision.Maintenance("2222222-bbbbbbbb", new Said("bob", NOON)));
        assertEquals(List.of(new Decision.Maintenance("2222222-bbbbbbbb", new Said("bob", NOON))), store.of(CLUB));
    }

    @Test
    void a_target_is_known_by_a_decision_and_forgets_it() {
        History history = empty();
        history.decisions().put(CLUB, decisions().getFirst());
        assertEquals(Set.of(CLUB), history.targets().known());
        history.targets().forget(CLUB);
        assertEquals(List.of(), history.decisions().of(CLUB));
        assertEquals(Set.of(), history.targets().known());
    }

    @Test
    void asking_about_an_unknown_target_does_not_make_it_known() {
        History history = empty();
        assertFalse(history.decisions().suspended(CLUB));
        for (Decision.Kind kind : Decision.Kind.values()) {
            history.decisions().end(CLUB, kind);
        }
        history.targets().unfinished(CLUB, Set.of());
        assertEquals(Optional.empty(), history.targets().lastGood(CLUB));
        assertEquals(Set.of(), history.targets().known());
    }

    @Test
    void what_waits_to_be_contracted_is_replaced_as_a_whole_and_goes_with_the_target() {
        Targets targets = empty().targets();
        targets.waiting(CLUB, List.of("ALTER TABLE a DROP COLUMN b", "DROP TABLE c"));
        targets.waiting(CLUB, List.of("DROP TABLE c"));
        assertEquals(List.of("DROP TABLE c"), targets.waiting(CLUB));
        targets.forget(CLUB);
        assertEquals(List.of(), targets.waiting(CLUB));
    }

    @Test
    void a_forgotten_target_leaves_only_its_deployments() {
        History history = empty();
        history.targets().lastGood(CLUB, PAIR);
        history.targets().lastGood(GUILD, PAIR);
        history.quarantine().add(new Entry(CLUB, PAIR, "a", NOON));
        history.deployments().put(deployment(FIRST, CLUB));
        history.targets().forget(CLUB);
        assertEquals(Set.of(GUILD), history.targets().known());
        assertEquals(List.of(), history.quarantine().of(CLUB));
        assertEquals(1, history.deployments().newest(CLUB, 10).size());
    }
}
