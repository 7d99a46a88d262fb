package dev.towline.reconcile;

import dev.towline.apply.StepFailed.Fault;
import java.time.Duration;

/** How a pass ended. One exhaustive switch over it gives conditions, the next run, the metric and the exit code. */
public sealed interface ReconcileResult {
    /** Exit code of a command whose request was refused. */
    int EXIT_REFUSED = 1;

    /** The host was changed and is healthy. */
    record Converged(String deployment) implements ReconcileResult {}

    /** There was nothing to do. {@code note} says what a person should know all the same, or is empty. */
    record UpToDate(boolean healthy, String note) implements ReconcileResult {}

    /** It served the new release, which failed, and serves the last good one again. */
    record RolledBack(String why) implements ReconcileResult {}

    /** Again by itself after that time: nobody's revision is to blame. */
    record Waiting(Duration after, String why) implements ReconcileResult {}

    /** It only waited for health when something newer came; the pass that follows at once goes on with that. */
    record Superseded(String why) implements ReconcileResult {}

    /** A person must decide. */
    record Blocked(String why) implements ReconcileResult {}

    /** What Git says cannot be done; it is not tried again until Git moves. */
    record Stalled(String why) implements ReconcileResult {}

    /** The attempt failed before anything that serves was changed. */
    record Failed(Fault fault, String why) implements ReconcileResult {}

    /** The name in metrics and JSON. */
    default String label() {
        return switch (this) {
            case Converged r -> "converged";
            case UpToDate r -> "up-to-date";
            case RolledBack r -> "rolled-back";
            case Waiting r -> "waiting";
            case Superseded r -> "superseded";
            case Blocked r -> "blocked";
            case Stalled r -> "stalled";
            case Failed r -> "failed";
        };
    }

    /** What a person should know, or empty. */
    default String message() {
        return switch (this) {
            case Converged r -> "";
            case UpToDate r -> r.note();
            case RolledBack r -> r.why();
            case Waiting r -> r.why();
            case Superseded r -> r.why();
            case Blocked r -> r.why();
            case Stalled r -> r.why();
            case Failed r -> r.why();
        };
    }

    /** Exit code of a command that ran the pass: 0 done, 1 failed or rolled back, 2 invalid configuration, 3 waits for a person. */
    default int exitCode() {
        return switch (this) {
            case Converged r -> 0;
            case UpToDate r -> r.healthy() && r.note().isEmpty() ? 0 : 1;
            case RolledBack r -> 1;
            case Waiting r -> 1;
            case Superseded r -> 1;
            case Blocked r -> 3;
            case Stalled r -> 2;
            case Failed r -> 1;
        };
    }
}
