package dev.towline.reconcile;

import java.time.Duration;

/** Runs something later; what runs must be short. */
@FunctionalInterface
public interface Timers {
    void after(Duration delay, Runnable what);
}
