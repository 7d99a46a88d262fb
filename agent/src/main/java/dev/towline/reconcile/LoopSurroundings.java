package dev.towline.reconcile;

import dev.towline.desired.TargetName;
import dev.towline.event.Events;
import java.time.Clock;
import java.util.Optional;

/** What the loops of all targets share. {@code ended} is told of each run: the target, the heads that it began with, and its result. */
record LoopSurroundings(Runs runs, Wanted wanted, Workplaces places, Threads threads, Timers timers, Events events,
        Clock clock, Ended ended, Runnable changed) {
    /** Told of the end of a run. */
    @FunctionalInterface
    interface Ended {
        void ended(TargetName target, Optional<Heads> began, ReconcileResult result);
    }
}
