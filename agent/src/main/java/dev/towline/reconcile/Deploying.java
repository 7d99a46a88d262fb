package dev.towline.reconcile;

import dev.towline.apply.Applier;
import dev.towline.apply.Phases;
import dev.towline.apply.StepFailed;
import dev.towline.apply.Undoing;
import dev.towline.apply.Work;
import dev.towline.desired.TargetName;
import dev.towline.event.Event;
import dev.towline.event.Events;
import dev.towline.history.Deployment;

import dev.towline.history.History;
import dev.towline.history.Outcome;
import dev.towline.history.PhaseTime;
import dev.towline.host.Host;
import dev.towline.plan.Owed;
import dev.towline.plan.Phase;
import dev.towline.source.CommitInfo;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does a plan as one deployment: open, apply, commit or roll back, tidy up. */
final class Deploying {
    private static final Logger LOG = LoggerFactory.getLogger(Deploying.class);
    private final Host host;
    private final History history;
    private final Events events;
    private final Applier applier;
    private final Undoing undoing;
    private final Remembering remembering;
    private final Blame blame;
    private final DeploymentIds ids;
    private final Function<TargetName, Optional<Attempt>> lastGood;

    /** @param lastGood what would bring the last good pair back; empty where the host is as that pair says */
    Deploying(Host host, History history, Events events, Applier applier, Undoing undoing, Blame blame,
            DeploymentIds ids, Function<TargetName, Optional<Attempt>> lastGood) {
        this.host = host;
        this.history = history;
        this.events = events;
        this.applier = applier;
        this.undoing = undoing;
        this.remembering = new Remembering(host, history);
        this.blame = blame;
        this.ids = ids;
        this.lastGood = lastGood;
    }

    ReconcileResult deploy(Attempt attempt, Optional<CommitInfo> commit, BooleanSupplier superseded) {
        Deployment deployment = begin(attempt, commit);
        List<PhaseTime> phases = new ArrayList<>();
        Work work = work(deployment, superseded);
        try {
            applier.apply(Phases.of(attempt.steps(), Phase::beforeCommit), work, phases::add);
        } catch (StepFailed failure) {
            return rollBack(attempt, deployment, phases, failure);
        }
        commit(attempt, deployment, phases, commit);
        tidy(attempt, work, phases);
        return new ReconcileResult.Converged(deployment.id().value());
    }

    private Work work(Deployment deployment, BooleanSupplier superseded) {
        return new Work(deployment.target(), deployment.id(),
                line -> history.deployments().append(deployment.id(), line), superseded);
    }

    /**
     * The host was not as the last good pair says even before the attempt that failed, for instance edited by hand: so that its
     * health can be asked at all, it is brought back first.
     */
    private boolean mend(TargetName target) {
        Optional<Attempt> found = lastGood.apply(target);
        if (found.isEmpty()) {
            return false;
        }
        Attempt attempt = found.get();
        Deployment deployment = begin(attempt, Optional.empty());
        List<PhaseTime> phases = new ArrayList<>();
        Work work = work(deployment, () -> false);
        try {
            applier.apply(Phases.of(attempt.steps(), Phase::beforeCommit), work, phases::add);
        } catch (StepFailed failure) {
            undoing.undo(target);
            end(deployment, Outcome.FAILED, String.valueOf(failure.getMessage()), phases, Optional.empty());
            return false;
        }
        commit(attempt, deployment, phases, Optional.empty());
        tidy(attempt, work, phases);
        return true;
    }

    private Deployment begin(Attempt attempt, Optional<CommitInfo> commit) {
        Instant now = host.clock().instant();
        TargetName target = attempt.target().name();
        Deployment deployment = new Deployment(ids.next(now), target, attempt.trigger(), attempt.pair().config(),
                attempt.pair().app(),
                attempt.pair().release(), commit.map(CommitInfo::author).orElse(""),
                commit.map(CommitInfo::subject).orElse(""), now,
                null, Outcome.RUNNING, "", List.of());
        history.deployments().put(deployment);
        remembering.claimed(attempt);
        history.journal().open(target, deployment.id());
        events.publish(
                new Event.DeploymentStarted(now, target, deployment.id().value(), deployment.config(), deployment.app(),
                        deployment.release()));
        return deployment;
    }

    /** The order lets a kill come anywhere: until the record says SUCCEEDED a restart takes everything back, from then on nothing. */
    private void commit(Attempt attempt, Deployment deployment, List<PhaseTime> phases, Optional<CommitInfo> commit) {
        TargetName target = attempt.target().name();
        // A repair or a late pruning of what lives already brings no commit to life.
        boolean news = !history.targets().lastGood(target).equals(Optional.of(attempt.pair()));
        remembering.committed(attempt);
        remembering.owes(target, Owed.by(attempt.steps()));
        end(deployment, Outcome.SUCCEEDED, "", phases, news ? commit : Optional.empty());
        remembering.wentOut(target, attempt.pair());
        history.targets().lastGood(target, attempt.pair());
        history.journal().close(target);
    }

    private void end(Deployment deployment, Outcome outcome, String reason, List<PhaseTime> phases,
            Optional<CommitInfo> commit) {
        Instant now = host.clock().instant();
        history.deployments().put(Ending.of(deployment, now, outcome, reason, phases));
        events.publish(new Event.DeploymentEnded(now, deployment.target(), deployment.id().value(),
                outcome.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-'), reason,
                commit.map(CommitInfo::committedAt).orElse(null)));
    }

    /** What fails here is planned again by the next pass: the release is out and good. */
    private void tidy(Attempt attempt, Work work, List<PhaseTime> phases) {
        try {
            applier.apply(Phases.of(attempt.steps(), phase -> !phase.beforeCommit()), work, phases::add);
            remembering.tidied(attempt);
            remembering.tried(attempt.target().name(), Owed.by(attempt.steps()));
        } catch (StepFailed failure) {
            LOG.warn("the deployment is done, tidying up after it is not: {}", failure.getMessage());
        }
    }

    private ReconcileResult rollBack(Attempt attempt, Deployment deployment, List<PhaseTime> phases,
            StepFailed failure) {
        TargetName target = attempt.target().name();
        boolean served = failure.phase().compareTo(Phase.SWITCH) >= 0;
        LOG.warn("{}; taking it back", failure.getMessage());
        Instant verdict = host.clock().instant();
        undoing.undo(target);
        history.deployments().put(Ending.of(deployment, host.clock().instant(),
                served ? Outcome.ROLLED_BACK : Outcome.FAILED, String.valueOf(failure.getMessage()), phases));
        Blame.Judgement judgement = blame.judge(attempt, failure, () -> mend(target));
        String reason = judgement.why();
        Outcome outcome = switch (judgement) {
            case Blame.Judgement.Superseded j -> Outcome.SUPERSEDED;
            case Blame.Judgement.Environment j -> served ? Outcome.ROLLED_BACK : Outcome.FAILED;
            case Blame.Judgement.Revision j -> served ? Outcome.ROLLED_BACK : Outcome.FAILED;
        };
        remembering.failed(target, attempt.pair());
        phases.add(new PhaseTime("rollback", java.time.Duration.between(verdict, host.clock().instant())));
        end(deployment, outcome, reason, phases, Optional.empty());
        if (served) {
            events.publish(new Event.RolledBack(host.clock().instant(), target, failure.phase().toString(), reason));
        }
        return switch (judgement) {
            case Blame.Judgement.Superseded j -> new ReconcileResult.Superseded(reason);
            case Blame.Judgement.Environment j -> new ReconcileResult.Waiting(j.after(), reason);
            case Blame.Judgement.Revision j ->
                served
                        ? new ReconcileResult.RolledBack(reason)
                        : new ReconcileResult.Failed(StepFailed.Fault.REVISION, reason);
        };
    }
}
