package dev.towline.reconcile;

import dev.towline.apply.StepFailed;
import dev.towline.desired.TargetName;
import dev.towline.health.Verdict;
import dev.towline.history.History;
import dev.towline.history.Quarantine;
import dev.towline.host.Host;
import dev.towline.plan.Action;
import dev.towline.plan.Phase;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * Whose fault a failure is, once the host is back at the last good pair: that pair is asked the same checks, and where it fails
 * them too, the environment is to blame and nothing is quarantined.
 */
final class Blame {
    private final Host host;
    private final History history;
    private final Backoff backoff;
    private final Function<TargetName, Verdict> lastGood;

    /** What follows from a failure. */
    sealed interface Judgement {
        String why();

        record Revision(String why) implements Judgement {}

        record Environment(String why, Duration after) implements Judgement {}

        record Superseded(String why) implements Judgement {}
    }

    /** @param lastGood asks the target's checks of what serves now */
    Blame(Host host, History history, Backoff backoff, Function<TargetName, Verdict> lastGood) {
        this.host = host;
        this.history = history;
        this.backoff = backoff;
        this.lastGood = lastGood;
    }

    /** @param mend brings the last good pair back where the host differs from it; whether it is healthy then */
    Judgement judge(Attempt attempt, StepFailed failure, BooleanSupplier mend) {
        TargetName target = attempt.target().name();
        String why = failure.phase() + ": " + failure.getMessage();
        return switch (failure.fault()) {
            case SUPERSEDED -> new Judgement.Superseded(why);
            case ENVIRONMENT -> new Judgement.Environment(why, backoff.next(target));
            case REVISION -> revision(attempt, failure, why, mend);
        };
    }

    private Judgement revision(Attempt attempt, StepFailed failure, String why, BooleanSupplier mend) {
        TargetName target = attempt.target().name();
        if (history.targets().lastGood(target).filter(attempt.pair()::same).isPresent()) {
            return new Judgement.Environment(why + "; the same was good here before, so the environment is to blame",
                    backoff.next(target));
        }
        boolean asksHealth = failure.phase() == Phase.BOOT || failure.phase().compareTo(Phase.SWITCH) >= 0;
        if (asksHealth && history.targets().lastGood(target).isPresent()
                && lastGood.apply(target) instanceof Verdict.Unhealthy unhealthy && !mend.getAsBoolean()) {
            return new Judgement.Environment(why + "; the last good pair fails too (" + unhealthy.why()
                    + "), so the environment is to blame", backoff.next(target));
        }
        history.quarantine()
                .add(new Quarantine.Entry(target, attempt.pair(), cause(failure), why, host.clock().instant()));
        return new Judgement.Revision(why);
    }

    private static Quarantine.Cause cause(StepFailed failure) {
        return failure.action() instanceof Action.JudgeMigrations
                ? Quarantine.Cause.MIGRATIONS_REFUSED
                : Quarantine.Cause.FAILED;
    }
}
