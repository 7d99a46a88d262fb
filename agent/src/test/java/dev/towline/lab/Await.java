package dev.towline.lab;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for a condition, never for a time. */
public final class Await {
    private static final Duration STEP = Duration.ofMillis(50);

    private Await() {}

    public static void until(String what, Duration deadline, BooleanSupplier condition) {
        until(what, deadline, condition, () -> "");
    }

    /** As above; {@code evidence} is asked only when the deadline has passed, and is shown. */
    public static void until(String what, Duration deadline, BooleanSupplier condition, Supplier<String> evidence) {
        long end = System.nanoTime() + deadline.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("not within %s: %s%n%s".formatted(deadline, what, evidence.get()));
            }
            LockSupport.parkNanos(STEP.toNanos());
        }
    }

    /** Fails as soon as the condition no longer holds; for what must stay true while time passes. */
    public static void holds(String what, Duration time, BooleanSupplier condition) {
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < end) {
            if (!condition.getAsBoolean()) {
                throw new AssertionError("no longer so: " + what);
            }
            LockSupport.parkNanos(STEP.toNanos());
        }
    }
}
