package dev.towline.reconcile;

import dev.towline.desired.TargetName;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.DoubleSupplier;

/** Waiting times between tries: 5 s, doubled each time, to a cap, with a fifth of jitter; back to the start after a success. */
public final class Backoff {
    private static final Duration FIRST = Duration.ofSeconds(5);
    private final Map<TargetName, Integer> failures = new ConcurrentHashMap<>();
    private final Duration cap;
    private final DoubleSupplier random;

    /** @param random from 0 to 1 */
    public Backoff(Duration cap, DoubleSupplier random) {
        this.cap = cap;
        this.random = random;
    }

    Duration next(TargetName target) {
        int before = failures.merge(target, 1, Integer::sum) - 1;
        long millis = Math.min(cap.toMillis(), FIRST.toMillis() << Math.min(before, 20));
        return Duration.ofMillis((long) (millis * (0.9 + 0.2 * random.getAsDouble())));
    }

    void succeeded(TargetName target) {
        failures.remove(target);
    }
}
