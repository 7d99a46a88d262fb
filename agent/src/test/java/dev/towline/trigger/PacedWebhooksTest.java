package dev.towline.trigger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towline.desired.TargetName;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PacedWebhooksTest {
    private static final Duration GAP = Duration.ofSeconds(5);

    private final List<Trigger> passedOn = new ArrayList<>();
    private final List<Runnable> timers = new ArrayList<>();
    private final List<Duration> delays = new ArrayList<>();
    private Instant now = Instant.parse("2026-11-21T01:02:03Z");
    private boolean taking = true;
    private final PacedWebhooks paced = new PacedWebhooks(new TriggerSink() {
        @Override
        public boolean offer(Trigger trigger) {
            return taking && passedOn.add(trigger);
        }

        @Override
        public long pass(TargetName target) {
            return 7;
        }
    }, GAP, () -> now, (delay, what) -> {
        delays.add(delay);
        timers.add(what);
    });

    private static Trigger webhook(int number) {
        return new Trigger.Webhook("github", "d" + number);
    }

    private void ring() {
        now = now.plus(delays.getLast());
        timers.removeFirst().run();
    }

    @Test
    void the_first_is_passed_on_at_once() {
        assertTrue(paced.offer(webhook(1)));
        assertEquals(List.of(webhook(1)), passedOn);
        assertEquals(List.of(), timers);
    }

    @Test
    void of_all_that_follow_within_the_gap_only_the_last_is_passed_on_at_its_end() {
        for (int i = 1; i <= 10_000; i++) {
            assertTrue(paced.offer(webhook(i)));
        }
        assertEquals(List.of(webhook(1)), passedOn);
        assertEquals(1, timers.size());
        ring();
        assertEquals(List.of(webhook(1), webhook(10_000)), passedOn);
        assertEquals(List.of(), timers);
    }

    @Test
    void the_gap_begins_again_with_the_one_that_was_kept() {
        paced.offer(webhook(1));
        paced.offer(webhook(2));
        ring();
        paced.offer(webhook(3));
        assertEquals(2, passedOn.size());
        ring();
        assertEquals(List.of(webhook(1), webhook(2), webhook(3)), passedOn);
    }

    @Test
    void after_a_gap_without_any_the_next_is_passed_on_at_once() {
        paced.offer(webhook(1));
        now = now.plus(GAP);
        paced.offer(webhook(2));
        assertEquals(List.of(webhook(1), webhook(2)), passedOn);
    }

    @Test
    void a_clock_that_was_set_back_delays_by_one_gap_at_most() {
        paced.offer(webhook(1));
        now = now.minus(Duration.ofDays(300));
        paced.offer(webhook(2));
        assertEquals(List.of(GAP), delays);
    }

    @Test
    void whatever_else_is_offered_is_never_held_back() {
        paced.offer(webhook(1));
        paced.offer(new Trigger.Interval());
        assertEquals(List.of(webhook(1), new Trigger.Interval()), passedOn);
        assertEquals(7, paced.pass(TargetName.HOST));
    }

    @Test
    void that_nobody_takes_it_is_told_to_the_first() {
        taking = false;
        assertFalse(paced.offer(webhook(1)));
    }
}
