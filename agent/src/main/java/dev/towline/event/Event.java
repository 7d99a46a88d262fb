package dev.towline.event;

import dev.towline.desired.TargetName;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What happened. No event carries a secret. */
public sealed interface Event {
    Instant at();

    /** A source was asked; {@code result} is unchanged, moved, refused or failed. */
    record SourceFetched(Instant at, String source, String result, @Nullable String revision, Duration took,
            String detail)
            implements
                Event {}

    /** Whether the source can be followed: told when that changes, and at the start of the agent as it was last known. */
    record SourceStands(Instant at, String source, SourceStanding standing, String why, @Nullable String revision,
            @Nullable Instant lastSuccess) implements Event {}

    /** The source is followed no more. */
    record SourceGone(Instant at, String source) implements Event {}

    /** The loop of a target has shown life. */
    record Heartbeat(Instant at, TargetName target) implements Event {}

    /** The watchdog has begun a target's reconciliation anew. */
    record LoopRestarted(Instant at, TargetName target, String why) implements Event {}

    /** A reconciliation waits until another site's has ended. */
    record ReconcileQueued(Instant at, TargetName target) implements Event {}

    /** A pass began. */
    record ReconcileStarted(Instant at, TargetName target, String pass, String trigger) implements Event {}

    /** A pass ended; {@code result} is the name of a ReconcileResult in small letters with dashes. */
    record ReconcileEnded(Instant at, TargetName target, String pass, String result, Duration took, String detail)
            implements
                Event {}

    record DeploymentStarted(Instant at, TargetName target, String deployment, @Nullable String config,
            @Nullable String app,
            @Nullable String release) implements Event {}

    record PhaseEnded(Instant at, TargetName target, String deployment, String phase, Duration took) implements Event {}

    /** {@code committed}: when the commit that moved was made, for commit-to-live; null when not known. */
    record DeploymentEnded(Instant at, TargetName target, String deployment, String outcome, String reason,
            @Nullable Instant committed) implements Event {}

    record RolledBack(Instant at, TargetName target, String reason, String detail) implements Event {}

    record HealthSeen(Instant at, TargetName target, String check, boolean up, String detail) implements Event {}

    /** All checks that a target has now; what was known of others is forgotten. */
    record ChecksKnown(Instant at, TargetName target, List<String> checks) implements Event {
        public ChecksKnown {
            checks = List.copyOf(checks);
        }
    }

    record DriftSeen(Instant at, TargetName target, String action, String what) implements Event {}

    /** All conditions of a target after a pass. */
    record ConditionsChanged(Instant at, TargetName target, Map<String, Boolean> conditions) implements Event {}

    /** What a target runs and owns after a pass. */
    record TargetSeen(Instant at, TargetName target, @Nullable String config, @Nullable String app,
            @Nullable String release,
            int files) implements Event {}

    /** The target is gone. */
    record TargetGone(Instant at, TargetName target) implements Event {}

    record RestorePointTaken(Instant at, TargetName target, String name, long bytes) implements Event {}

    record MigrationRan(Instant at, TargetName target, String phase, String result) implements Event {}

    /** How many wait; {@code phase} is expand or contract. */
    record MigrationsPending(Instant at, TargetName target, String phase, int count) implements Event {}

    record BackupTaken(Instant at, TargetName target, String name, long bytes) implements Event {}

    /** {@code hook} is one that is configured, or "unknown"; {@code result}: accepted, ping, ignored, unauthorized, too-large, malformed, replayed, unknown, timeout, busy, throttled. */
    record HookReceived(Instant at, String hook, String result) implements Event {
        /** Whether it is known who sent it. */
        public boolean signed() {
            return switch (result) {
                case "accepted", "ping", "ignored", "malformed", "replayed", "busy" -> true;
                default -> false;
            };
        }
    }

    record QueueDepth(Instant at, int depth) implements Event {}

    /** A long step tells how far it is. */
    record Progress(Instant at, TargetName target, String deployment, String message) implements Event {}

    /** Its name for whoever listens over HTTP; it stays when a record here is renamed. */
    default String tag() {
        return switch (this) {
            case SourceFetched e -> "source-fetched";
            case SourceGone e -> "source-gone";
            case SourceStands e -> "source-stands";
            case Heartbeat e -> "heartbeat";
            case LoopRestarted e -> "loop-restarted";
            case ReconcileQueued e -> "reconcile-queued";
            case ReconcileStarted e -> "reconcile-started";
            case ReconcileEnded e -> "reconcile-ended";
            case DeploymentStarted e -> "deployment-started";
            case PhaseEnded e -> "phase-ended";
            case DeploymentEnded e -> "deployment-ended";
            case RolledBack e -> "rolled-back";
            case HealthSeen e -> "health-seen";
            case ChecksKnown e -> "checks-known";
            case DriftSeen e -> "drift-seen";
            case ConditionsChanged e -> "conditions-changed";
            case TargetSeen e -> "target-seen";
            case TargetGone e -> "target-gone";
            case RestorePointTaken e -> "restore-point-taken";
            case MigrationRan e -> "migration-ran";
            case MigrationsPending e -> "migrations-pending";
            case BackupTaken e -> "backup-taken";
            case HookReceived e -> "hook-received";
            case QueueDepth e -> "queue-depth";
            case Progress e -> "progress";
        };
    }
}
