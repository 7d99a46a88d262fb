package dev.towline.event;

import java.util.function.UnaryOperator;

/** An event without what must not be seen. A new kind of event must say which of its texts a program or a person wrote. */
final class MaskedEvent {
    private MaskedEvent() {}

    static Event of(Event event, UnaryOperator<String> mask) {
        return switch (event) {
            case Event.SourceFetched e -> new Event.SourceFetched(e.at(), e.source(), e.result(), e.revision(),
                    e.took(), mask.apply(e.detail()));
            case Event.SourceStands e -> new Event.SourceStands(e.at(), e.source(), e.standing(),
                    mask.apply(e.why()), e.revision(), e.lastSuccess());
            case Event.ReconcileStarted e ->
                new Event.ReconcileStarted(e.at(), e.target(), e.pass(), mask.apply(e.trigger()));
            case Event.ReconcileEnded e -> new Event.ReconcileEnded(e.at(), e.target(), e.pass(), e.result(), e.took(),
                    mask.apply(e.detail()));
            case Event.DeploymentEnded e -> new Event.DeploymentEnded(e.at(), e.target(), e.deployment(), e.outcome(),
                    mask.apply(e.reason()), e.committed());
            case Event.RolledBack e -> new Event.RolledBack(e.at(), e.target(), e.reason(), mask.apply(e.detail()));
            case Event.HealthSeen e ->
                new Event.HealthSeen(e.at(), e.target(), mask.apply(e.check()), e.up(), mask.apply(e.detail()));
            case Event.ChecksKnown e ->
                new Event.ChecksKnown(e.at(), e.target(), e.checks().stream().map(mask).toList());
            case Event.DriftSeen e -> new Event.DriftSeen(e.at(), e.target(), e.action(), mask.apply(e.what()));
            case Event.Progress e ->
                new Event.Progress(e.at(), e.target(), e.deployment(), mask.apply(e.message()));
            case Event.LoopRestarted e -> new Event.LoopRestarted(e.at(), e.target(), mask.apply(e.why()));
            case Event.Heartbeat e -> e;
            case Event.ReconcileQueued e -> e;
            case Event.SourceGone e -> e;
            case Event.DeploymentStarted e -> e;
            case Event.PhaseEnded e -> e;
            case Event.ConditionsChanged e -> e;
            case Event.TargetSeen e -> e;
            case Event.TargetGone e -> e;
            case Event.RestorePointTaken e -> e;
            case Event.MigrationRan e -> e;
            case Event.MigrationsPending e -> e;
            case Event.BackupTaken e -> e;
            case Event.HookReceived e -> e;
            case Event.QueueDepth e -> e;
        };
    }
}
