package dev.towline.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towline.host.Pause;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class HealthWatchTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Instant START = Instant.parse("2026-11-21T12:00:00Z");
    private static final HealthCheck LOGIN = new HealthCheck.Http("login", null, "/", null, Map.of(), List.of(200),
            null, null, Map.of(), SECOND);
    private static final HealthCheck DATABASE = new HealthCheck.Sql("database", "", null, null, "select 1", null,
            SECOND);
    private static final HealthCheck UNIT = new HealthCheck.Unit("web", "club-web-blue.service", SECOND);

    private final MovedClock clock = new MovedClock();
    private final List<String> seen = new ArrayList<>();
    /** One letter a round: '+' passes, anything else fails with that letter; the last one goes on for ever. */
    private Map<String, String> script = Map.of();
    private final Map<String, Integer> rounds = new java.util.HashMap<>();
    private Duration eachProbeTakes = Duration.ZERO;
    private boolean cancelled;

    private static final class MovedClock extends Clock {
        private Instant now = START;

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    private HealthWatch watch() {
        Pause pause = duration -> clock.now = clock.now.plus(duration);
        return new HealthWatch(this::answer, clock, pause,
                (check, up, detail) -> seen.add(check + (up ? "+" : "-" + detail)));
    }

    private Optional<String> answer(HealthCheck check, @Nullable Endpoint web) {
        clock.now = clock.now.plus(eachProbeTakes);
        String answers = script.getOrDefault(check.name(), "+");
        int round = rounds.merge(check.name(), 1, Integer::sum) - 1;
        char answer = answers.charAt(Math.min(round, answers.length() - 1));
        return answer == '+' ? Optional.empty() : Optional.of(String.valueOf(answer));
    }

    private Verdict await(int passes, int deadlineSeconds, HealthCheck... checks) throws InterruptedException {
        return watch().await(List.of(checks), null, passes, SECOND, Duration.ofSeconds(deadlineSeconds),
                () -> cancelled);
    }

    private Verdict soak(int seconds, int tolerance, HealthCheck... checks) throws InterruptedException {
        return watch().soak(List.of(checks), null, SECOND, Duration.ofSeconds(seconds), tolerance, () -> cancelled);
    }

    private long elapsed() {
        return Duration.between(START, clock.now).toSeconds();
    }

    private static String why(Verdict verdict) {
        return assertInstanceOf(Verdict.Unhealthy.class, verdict).why();
    }

    @Test
    void healthy_after_the_passes_in_a_row_and_no_later() throws InterruptedException {
        assertEquals(new Verdict.Healthy(), await(3, 60, LOGIN, DATABASE));
        assertEquals(2, elapsed());
        assertEquals(List.of("login+", "database+", "login+", "database+", "login+", "database+"), seen);
    }

    @Test
    void a_failure_starts_the_count_again() throws InterruptedException {
        script = Map.of("login", "ab++c+++");
        assertEquals(new Verdict.Healthy(), await(3, 60, LOGIN, DATABASE));
        assertEquals(7, elapsed());
    }

    @Test
    void a_crash_loop_that_is_up_two_times_of_three_is_not_healthy() throws InterruptedException {
        script = Map.of("web", "++r".repeat(100));
        assertEquals("web: r", why(await(3, 30, UNIT)));
        assertEquals(30, elapsed());
    }

    @Test
    void unhealthy_at_the_deadline_with_the_last_failure_of_each() throws InterruptedException {
        script = Map.of("login", "ab", "database", "c+d+".repeat(100));
        assertEquals("login: b; database: d", why(await(3, 11, LOGIN, DATABASE)));
        assertEquals(11, elapsed());
    }

    @Test
    void what_has_recovered_is_not_blamed() throws InterruptedException {
        script = Map.of("login", "b", "database", "c++++++++");
        assertEquals("login: b", why(await(3, 10, LOGIN, DATABASE)));
    }

    @Test
    void rounds_that_are_too_slow_for_the_deadline_are_said() throws InterruptedException {
        eachProbeTakes = Duration.ofSeconds(6);
        assertTrue(why(await(3, 10, LOGIN)).startsWith("health: only 2 of 3 passes within 10 s"));
    }

    @Test
    void without_checks_there_is_nothing_to_wait_for() throws InterruptedException {
        assertEquals(new Verdict.Healthy(), await(3, 10));
        assertEquals(new Verdict.Healthy(), soak(60, 1));
        assertEquals(0, elapsed());
    }

    @Test
    void a_newer_revision_cancels_the_waiting() throws InterruptedException {
        script = Map.of("login", "a");
        HealthWatch watch = watch();
        assertEquals(new Verdict.Cancelled(), watch.await(List.of(LOGIN, DATABASE), null, 3, SECOND,
                Duration.ofHours(1), () -> seen.size() >= 5));
        assertEquals(5, seen.size());
        seen.clear();
        script = Map.of();
        assertEquals(new Verdict.Cancelled(), watch.soak(List.of(LOGIN, DATABASE), null, SECOND, Duration.ofHours(1), 1,
                () -> seen.size() >= 5));
    }

    @Test
    void an_interrupt_ends_the_waiting_before_its_answer_is_believed() {
        HealthWatch watch = new HealthWatch((check, web) -> {
            Thread.currentThread().interrupt();
            return Optional.of("the check was cancelled");
        }, clock, duration -> {}, (check, up, detail) -> seen.add(check));
        assertThrows(InterruptedException.class, () -> watch.await(List.of(LOGIN), null, 3, SECOND,
                Duration.ofHours(1), () -> false));
        assertEquals(List.of(), seen);
    }

    @Test
    void a_clock_that_jumps_ahead_does_not_end_the_waiting() throws InterruptedException {
        script = Map.of("login", "aaa+++");
        int[] pauses = {0};
        HealthWatch watch = new HealthWatch(this::answer, clock,
                duration -> clock.now = clock.now.plus(pauses[0]++ == 0 ? Duration.ofDays(1) : duration),
                (check, up, detail) -> {});
        assertEquals(new Verdict.Healthy(),
                watch.await(List.of(LOGIN), null, 3, SECOND, Duration.ofSeconds(60), () -> false));
    }

    @Test
    void a_clock_that_steps_back_does_not_prolong_the_waiting_for_ever() throws InterruptedException {
        script = Map.of("login", "a");
        int[] pauses = {0};
        HealthWatch watch = new HealthWatch(this::answer, clock,
                duration -> clock.now = clock.now.plus(pauses[0]++ == 3 ? Duration.ofDays(-1) : duration),
                (check, up, detail) -> {});
        assertInstanceOf(Verdict.Unhealthy.class,
                watch.await(List.of(LOGIN), null, 3, SECOND, Duration.ofSeconds(10), () -> false));
        assertTrue(pauses[0] < 13, () -> pauses[0] + " pauses");
    }

    @Test
    void a_soak_without_failure_lasts_as_long_as_it_should() throws InterruptedException {
        assertEquals(new Verdict.Healthy(), soak(30, 1, LOGIN, UNIT));
        assertEquals(30, elapsed());
    }

    @Test
    void one_blip_in_a_soak_is_forgiven() throws InterruptedException {
        script = Map.of("login", "++a++b+");
        assertEquals(new Verdict.Healthy(), soak(30, 1, LOGIN));
    }

    @Test
    void two_failing_rounds_in_a_row_are_a_verdict() throws InterruptedException {
        script = Map.of("login", "++a++bc+");
        assertEquals("login: c", why(soak(30, 1, LOGIN)));
        assertEquals(6, elapsed());
    }

    @Test
    void without_tolerance_one_failure_is_a_verdict() throws InterruptedException {
        script = Map.of("login", "++a+");
        assertEquals("login: a", why(soak(30, 0, LOGIN)));
    }

    @Test
    void a_restarted_unit_is_a_verdict_at_once() throws InterruptedException {
        script = Map.of("web", "++r+");
        assertEquals("web: r", why(soak(30, 1, LOGIN, UNIT)));
        assertEquals(2, elapsed());
    }

    @Test
    void a_soak_does_not_end_on_a_failing_round() throws InterruptedException {
        script = Map.of("login", "+++++ab+");
        assertEquals("login: b", why(soak(6, 1, LOGIN)));
        rounds.clear();
        script = Map.of("login", "+++++a+");
        assertEquals(new Verdict.Healthy(), soak(6, 1, LOGIN));
    }
}
