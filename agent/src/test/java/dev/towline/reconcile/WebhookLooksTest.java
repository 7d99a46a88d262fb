package dev.towline.reconcile;

import static dev.towline.reconcile.LoopWorld.YSC;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towline.budget.Budget;
import dev.towline.desired.TargetName;
import dev.towline.trigger.Trigger;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Signed webhooks in any number: how often each repository is asked because of them. */
class WebhookLooksTest {
    private static final Duration GAP = Budget.WEBHOOK_LOOKS.duration();
    private final LoopWorld world = new LoopWorld();

    @BeforeEach
    void git() {
        world.git.config(TargetName.HOST, "nginx");
        world.git.config(YSC, "one");
        world.git.app(YSC);
        world.started();
        world.git.fetches.clear();
    }

    private LoopWorld webhook(int number) {
        return world.offer(new Trigger.Webhook("github", "d" + number));
    }

    private long looks(String source) {
        return world.git.fetches.stream().filter(source::equals).count();
    }

    @Test
    void ten_thousand_in_a_thousand_seconds_are_one_look_for_each_gap_and_repository() {
        for (int i = 0; i < 10_000; i++) {
            webhook(i);
            world.pass(Duration.ofMillis(100));
        }
        long most = 1_000 / GAP.toSeconds() + 1;
        assertTrue(looks("config") <= most, world.git.fetches.size() + " looks");
        assertTrue(looks("app." + YSC) <= most && looks("app." + YSC) > most / 2, world.git.fetches.size() + " looks");
    }

    @Test
    void the_first_is_looked_for_at_once_and_the_last_at_the_end_of_the_gap() {
        webhook(1);
        assertEquals(1, looks("app." + YSC));
        String pushed = world.git.app(YSC);
        webhook(2);
        webhook(3);
        assertEquals(1, looks("app." + YSC));
        world.pass(GAP).pass(GAP);
        assertEquals(pushed, world.of(YSC).getLast().heads().app());
        world.pass(GAP).pass(GAP);
        assertEquals(2, looks("config"), "and then it is quiet");
    }

    @Test
    void a_person_waits_for_no_gap_and_takes_the_webhook_along() {
        webhook(1);
        String pushed = world.git.app(YSC);
        webhook(2);
        world.offer(world.ask(YSC, new Trigger.Request.Reconcile()));
        assertEquals(pushed, world.of(YSC).getLast().heads().app());
        assertEquals(2, looks("config"));
        world.pass(GAP);
        assertEquals(2, looks("config"), "what the webhook told of was seen");
    }

    @Test
    void a_poll_waits_for_no_gap() {
        webhook(1);
        world.poll();
        assertEquals(2, looks("config"));
    }

    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private final List<Instant> looks = new ArrayList<>();
    private final List<Duration> timers = new ArrayList<>();
    private final List<Runnable> rung = new ArrayList<>();

    /** What is started is run at once. */
    private SourceLoop slow(Consumer<SourceLoop> meanwhile) {
        SourceLoop[] self = new SourceLoop[1];
        self[0] = new SourceLoop("config", _ -> {
            looks.add(now);
            meanwhile.accept(self[0]);
            now = now.plus(Duration.ofMinutes(2));
            return false;
        }, (_, what) -> {
            what.run();
            return new LoopWorld.Handle();
        }, new SourceLoop.Lanes(new Workplaces(1), new Workplaces(1)), new Now(), (delay, what) -> {
            timers.add(delay);
            rung.add(what);
        });
        return self[0];
    }

    private void ring() {
        now = now.plus(timers.removeFirst());
        rung.removeFirst().run();
    }

    @Test
    void the_gap_begins_when_a_slow_look_has_ended() {
        List<Integer> left = new ArrayList<>(List.of(1, 2, 3));
        SourceLoop loop = slow(self -> {
            if (!left.isEmpty()) {
                left.removeFirst();
                self.ask(SourceLoop.Asker.WEBHOOK, _ -> {});
            }
        });
        loop.ask(SourceLoop.Asker.WEBHOOK, _ -> {});
        assertEquals(1, looks.size());
        ring();
        ring();
        ring();
        assertEquals(4, looks.size());
        assertEquals(List.of(), timers, "and then it is quiet");
        assertEquals(Duration.ofMinutes(2).plus(GAP), Duration.between(looks.get(0), looks.get(1)));
    }

    private final class Now extends Clock {
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
}
