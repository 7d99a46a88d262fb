package dev.towline.follow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towline.event.Events;
import dev.towline.event.SourceStanding;
import dev.towline.history.memory.MemoryHistory;
import dev.towline.metrics.Metrics;
import dev.towline.reconcile.SourceTrouble;
import dev.towline.source.Credentials;
import dev.towline.source.FailureKind;
import dev.towline.source.FetchLimits;
import dev.towline.source.ForcePush;
import dev.towline.source.MemoryRemote;
import dev.towline.source.MemorySource;
import dev.towline.source.Revision;
import dev.towline.source.RevisionPolicy;
import dev.towline.source.SourceSpec;
import dev.towline.status.AgentStatus;
import dev.towline.status.LiveBoard;
import dev.towline.status.SourceStatus;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whether a repo can be followed: as told, in a life of the agent and in the next. */
class ReposTest {
    private static final String NAME = "app.club";
    private static final Instant START = Instant.parse("2026-11-30T08:00:00Z");
    private final MemoryHistory history = new MemoryHistory();
    private final MemoryRemote remote = new MemoryRemote();
    private final Revision first = remote.commit(Map.of("a", "1"));
    private MemorySource mirror = remote.source(spec("https://example.org/club.git"));
    private Instant now = START;
    private Metrics metrics = new Metrics("0");
    private LiveBoard board = board();
    private Repos repos = start();

    private static SourceSpec spec(String url) {
        return new SourceSpec(NAME, url, RevisionPolicy.parse("main"), ForcePush.REFUSE, Credentials.none(),
                FetchLimits.defaults());
    }

    private static LiveBoard board() {
        return new LiveBoard(new AgentStatus("0", "h", START, false, List.of(), List.of(), 0));
    }

    /** The next life of the agent: what the store and the mirror hold is all that is left. */
    private Repos start() {
        board = board();
        metrics = new Metrics("0");
        Events events = new Events();
        events.listen(board::on);
        events.listen(metrics::on);
        Clock clock = new Clock() {
            @Override
            public java.time.ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(java.time.ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return now;
            }
        };
        Repos made = new Repos(spec -> mirror, history.sources(), events, board, clock, Duration.ofMinutes(10));
        made.asking();
        made.tell(metrics::on);
        made.open(mirror.spec());
        return made;
    }

    private SourceStatus told() {
        return board.get().sources().getFirst();
    }

    private boolean has(String line) {
        return metrics.scrape().lines().anyMatch(line::equals);
    }

    private static Arguments situation(String name, Consumer<MemoryRemote> what, SourceStanding standing,
            boolean person) {
        return Arguments.of(name, what, standing, person);
    }

    static List<Arguments> situations() {
        return List.of(
                situation("a refused push", remote -> remote.force("main", remote.commit("other", Map.of(), "x")),
                        SourceStanding.REFUSED, true),
                situation("a deleted branch", remote -> remote.deleteBranch("main"), SourceStanding.GONE, true),
                situation("a revoked key", remote -> remote.fail(FailureKind.AUTHENTICATION, "no"),
                        SourceStanding.DENIED, true),
                situation("another host key", remote -> remote.fail(FailureKind.HOST_KEY, "no"),
                        SourceStanding.DENIED, true),
                situation("a repo over a limit", remote -> remote.fail(FailureKind.LIMIT, "no"),
                        SourceStanding.UNFIT, true),
                situation("an unsafe tree", remote -> remote.fail(FailureKind.UNSAFE, "no"), SourceStanding.UNFIT,
                        true),
                situation("damaged objects", remote -> remote.fail(FailureKind.CORRUPT, "no"), SourceStanding.UNFIT,
                        true),
                situation("a second cut", remote -> remote.fail(FailureKind.NETWORK, "no"),
                        SourceStanding.UNREACHABLE, false),
                situation("a full disk twice", remote -> remote.fail(FailureKind.DISK, "no"),
                        SourceStanding.UNREACHABLE, false));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("situations")
    void what_cannot_be_followed_is_told_with_its_reason_before_and_after_a_start(String name,
            Consumer<MemoryRemote> what, SourceStanding standing, boolean person) {
        repos.fetch(NAME, true);
        assertEquals(Optional.empty(), repos.trouble(NAME));
        what.accept(remote);
        repos.fetch(NAME, true);
        repos.fetch(NAME, true);
        for (int life = 0; life < 2; life++) {
            SourceTrouble trouble = repos.trouble(NAME).orElseThrow();
            assertEquals(person, trouble.refused());
            assertFalse(trouble.why().isBlank());
            assertEquals(standing.tag(), told().standing());
            assertEquals(trouble.why(), told().detail());
            assertEquals(START, told().lastSuccess());
            assertTrue(has("towline_source_up{source=\"app.club\"} 0.0"), metrics.scrape());
            assertTrue(has("towline_source_last_success_timestamp_seconds{source=\"app.club\"} "
                    + START.getEpochSecond() / 1e9 + "E9"), metrics.scrape());
            now = now.plusSeconds(60);
            repos = start();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("situations")
    void what_is_put_right_is_well_again(String name, Consumer<MemoryRemote> what, SourceStanding standing,
            boolean person) {
        repos.fetch(NAME, true);
        what.accept(remote);
        repos.fetch(NAME, true);
        repos = start();
        remote.recover();
        remote.force("main", first);
        repos.fetch(NAME, true);
        assertEquals(Optional.empty(), repos.trouble(NAME));
        assertEquals("well", told().standing());
        assertTrue(has("towline_source_up{source=\"app.club\"} 1.0"), metrics.scrape());
    }

    @Test
    void after_a_start_nobody_knows_that_all_is_well_before_it_was_asked() {
        repos.fetch(NAME, true);
        repos = start();
        assertFalse(repos.trouble(NAME).orElseThrow().refused());
        assertEquals("unasked", told().standing());
        assertFalse(metrics.scrape().contains("towline_source_up{"), metrics.scrape());
        repos.fetch(NAME, true);
        assertEquals(Optional.empty(), repos.trouble(NAME));
    }

    @Test
    void the_first_look_of_a_life_that_is_cut_is_trouble() {
        repos.fetch(NAME, true);
        repos = start();
        remote.fail(FailureKind.NETWORK, "no route");
        repos.fetch(NAME, true);
        assertEquals("unreachable", told().standing());
    }

    @Test
    void one_cut_after_a_good_look_is_none() {
        repos.fetch(NAME, true);
        remote.fail(FailureKind.NETWORK, "no route");
        repos.fetch(NAME, true);
        assertEquals("cut", told().standing());
        assertEquals(Optional.empty(), repos.trouble(NAME));
    }

    @Test
    void what_another_url_said_says_nothing() {
        remote.deleteBranch("main");
        repos.fetch(NAME, true);
        mirror = remote.source(spec("https://example.org/other.git"));
        repos = start();
        assertEquals("unasked", told().standing());
    }

    @Test
    void a_secret_that_went_is_trouble_at_once() {
        repos.fetch(NAME, true);
        repos.denied(NAME, "the secret is not on this host");
        assertTrue(repos.trouble(NAME).orElseThrow().refused());
        assertEquals("denied", told().standing());
    }

    @Test
    void the_time_of_the_last_answer_is_kept_to_within_five_minutes_and_not_written_at_each_poll() {
        repos.fetch(NAME, true);
        now = START.plusSeconds(240);
        repos.fetch(NAME, true);
        assertEquals(START, history.sources().all().getFirst().lastSuccess());
        now = START.plusSeconds(300);
        repos.fetch(NAME, true);
        assertEquals(now, Objects.requireNonNull(history.sources().all().getFirst().lastSuccess()));
    }

    @Test
    void the_commits_between_two_are_counted_where_both_are_here() {
        remote.commit(Map.of("a", "2"));
        Revision third = remote.commit(Map.of("a", "3"));
        repos.fetch(NAME, true);
        assertEquals(2, repos.between(NAME, first.commit(), third.commit()));
        assertEquals(0, repos.between(NAME, third.commit(), third.commit()));
        assertNull(repos.between(NAME, "f".repeat(40), third.commit()));
        assertNull(repos.between("app.other", first.commit(), third.commit()));
    }

    @Test
    void what_nobody_needs_any_more_is_forgotten_with_its_series_also_of_an_earlier_life() {
        repos.fetch(NAME, true);
        repos = start();
        repos.keep(List.of("config"));
        assertEquals(List.of(), history.sources().all());
        assertFalse(metrics.scrape().contains("app.club"), metrics.scrape());
    }
}
