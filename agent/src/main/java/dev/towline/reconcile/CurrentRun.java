package dev.towline.reconcile;

import dev.towline.budget.Budget;
import dev.towline.trigger.Trigger;
import dev.towline.trigger.Wake;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The run of a target that is under way; what is in it belongs to the loop's lock. */
final class CurrentRun {
    final Run run;
    Threads.@Nullable Started thread;
    Wake wake = new Wake(0, new Trigger.Interval(), List.of());
    Optional<Heads> heads = Optional.empty();
    /** What Git wanted of the target when the run began. */
    @Nullable
    Object began;
    /** How often the watchdog has met it while it only read and planned. */
    int ticks;

    CurrentRun(Run run) {
        this.run = run;
    }

    /** One look of the watchdog, {@link Budget#WATCHDOG_INTERVAL} after the one before: why it has to begin anew, or empty. */
    Optional<String> overdue() {
        if (thread == null) {
            return Optional.empty();
        }
        ticks = run.state() == Run.State.THINKING ? ticks + 1 : 0;
        boolean gone = !thread.alive();
        boolean late = ticks * Budget.WATCHDOG_INTERVAL.amount() >= Budget.RECONCILE_DECISION.amount();
        if (!gone && !(late && run.abandon())) {
            return Optional.empty();
        }
        thread.interrupt();
        return Optional.of(gone
                ? "the reconciliation ended without a result; it is started again"
                : "the reconciliation read and planned for " + Budget.RECONCILE_DECISION.text()
                        + " without an end; it was given up and is tried again");
    }
}
