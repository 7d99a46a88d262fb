package dev.towline.trigger;

import dev.towline.desired.TargetName;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Passes the first webhook on at once, and of all that follow within the gap the last one, when it is over. So ten thousand
 * deliveries wake no more often than one for each gap, and none is lost: whatever it told of is fetched after it came.
 */
public final class PacedWebhooks implements TriggerSink {
    private final TriggerSink next;
    private final Duration gap;
    private final InstantSource clock;
    private final Later later;
    private Instant free = Instant.MIN;
    private Trigger.@Nullable Webhook kept;

    /** Calls back once, after the time; from any thread. */
    @FunctionalInterface
    public interface Later {
        void after(Duration delay, Runnable what);
    }

    /** @param gap between two webhooks that are passed on */
    public PacedWebhooks(TriggerSink next, Duration gap, InstantSource clock, Later later) {
        this.next = next;
        this.gap = gap;
        this.clock = clock;
        this.later = later;
    }

    @Override
    public boolean offer(Trigger trigger) {
        return trigger instanceof Trigger.Webhook webhook ? paced(webhook) : next.offer(trigger);
    }

    private boolean paced(Trigger.Webhook webhook) {
        Duration wait;
        synchronized (this) {
            if (kept != null) {
                kept = webhook;
                return true;
            }
            Instant now = clock.instant();
            wait = now.isBefore(free) ? Duration.between(now, free) : Duration.ZERO;
            if (wait.isZero()) {
                free = now.plus(gap);
            } else {
                kept = webhook;
            }
        }
        if (wait.isZero()) {
            return next.offer(webhook);
        }
        // A clock that was set back must not make it wait for hours.
        later.after(wait.compareTo(gap) > 0 ? gap : wait, this::release);
        return true;
    }

    private void release() {
        Trigger.Webhook last;
        synchronized (this) {
            last = Objects.requireNonNull(kept, "only a kept one is waited for");
            kept = null;
            free = clock.instant().plus(gap);
        }
        next.offer(last);
    }

    @Override
    public long pass(TargetName target) {
        return next.pass(target);
    }
}
