package dev.towline.reconcile;

import dev.towline.apply.StepFailed.Fault;
import dev.towline.desired.TargetName;
import dev.towline.event.Event;
import dev.towline.event.Events;
import dev.towline.health.Verdict;
import dev.towline.history.History;
import dev.towline.history.Owned;
import dev.towline.history.Pair;
import dev.towline.host.Host;
import dev.towline.host.HostException;
import dev.towline.host.HostLocks;
import dev.towline.plan.Action;
import dev.towline.plan.ActionTag;
import dev.towline.plan.Plan;
import dev.towline.plan.Step;
import dev.towline.reconcile.Candidates.Choice;
import dev.towline.reconcile.Wanted.Rendering;
import dev.towline.render.RenderedTarget;
import dev.towline.source.CommitInfo;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One pass over one target. Only one pass of a target runs at a time; its caller sees to that. */
public final class Reconciler {
    private static final Logger LOG = LoggerFactory.getLogger(Reconciler.class);
    private final Host host;
    private final History history;
    private final Events events;
    private final Wanted wanted;
    private final Drafting drafting;
    private final Candidates candidates;
    private final Recovery recovery;
    private final Deploying deploying;
    private final Standing standing;
    private final Backoff backoff;
    private final Remembering remembering;
    private final LiveRepair liveRepair;
    private final Beside beside;

    Reconciler(Host host, History history, Events events, Wanted wanted, Recovery recovery, Deploying deploying,
            Standing standing,
            Backoff backoff) {
        this.host = host;
        this.history = history;
        this.events = events;
        this.wanted = wanted;
        this.drafting = new Drafting(host, history, wanted);
        this.candidates = new Candidates(wanted, history);
        this.recovery = recovery;
        this.deploying = deploying;
        this.standing = standing;
        this.backoff = backoff;
        this.remembering = new Remembering(host, history);
        this.beside = new Beside(history, drafting);
        this.liveRepair = new LiveRepair(history, candidates, drafting);
    }

    /**
     * One reconciliation, from what an earlier life left open to the record of what was done.
     *
     * @param trigger why it woke, in words
     * @param superseded whether something newer waits
     */
    public ReconcileResult reconcile(TargetName target, String trigger, BooleanSupplier superseded) {
        try {
            recovery.recover(target);
            if (history.decisions().suspended(target)) {
                return new ReconcileResult.UpToDate(true, "");
            }
            Optional<Heads> newest = wanted.heads(target);
            if (newest.isEmpty()) {
                return new ReconcileResult.Waiting(backoff.next(target), "nothing was fetched from Git yet");
            }
            candidates.endOutdatedPin(target, newest.get());
            Choice choice = candidates.choose(target, newest.get());
            liveRepair.before(choice, trigger).ifPresent(this::repair);
            return choice.exhausted()
                    ? new ReconcileResult.Failed(Fault.REVISION, tried(choice))
                    : bring(choice, trigger, superseded);
        } catch (HostException e) {
            return new ReconcileResult.Waiting(backoff.next(target), String.valueOf(e.getMessage()));
        }
    }

    /** What comes of it does not matter to the candidate, which may mend what cannot be repaired. */
    private void repair(Attempt attempt) {
        TargetName target = attempt.target().name();
        LOG.info("{}: the live release is repaired before anything newer is tried", target);
        drift(target, attempt.steps());
        settle(target, deploying.deploy(attempt, Optional.empty(), () -> false));
    }

    private static String tried(Choice choice) {
        return "not tried again until Git moves or 'towline retry': "
                + (choice.quarantined() == null ? "it failed here" : choice.quarantined().reason());
    }

    private ReconcileResult bring(Choice choice, String trigger, BooleanSupplier superseded) {
        TargetName target = choice.target();
        return switch (choice.rendering()) {
            case Rendering.Invalid invalid -> stalled(invalid, choice, trigger, superseded);
            case Rendering.NotYet later -> new ReconcileResult.Waiting(backoff.next(target), later.why());
            case Rendering.Suspended s -> new ReconcileResult.UpToDate(true, "");
            case Rendering.Gone gone -> toward(gone.nothing(), choice, trigger, superseded);
            case Rendering.Ready ready -> toward(ready.target(), choice, trigger, superseded);
        };
    }

    /** Git cannot be rendered: nothing of it is done, and what was good is kept as it was. */
    private ReconcileResult stalled(Rendering.Invalid invalid, Choice choice, String trigger,
            BooleanSupplier superseded) {
        Optional<Choice> good = candidates.lastGood(choice.target());
        ReconcileResult kept = good.filter(g -> g.rendering() instanceof Rendering.Ready)
                .map(g -> bring(g, trigger, superseded)).orElseGet(() -> new ReconcileResult.Stalled(""));
        return kept instanceof ReconcileResult.Waiting ? kept : new ReconcileResult.Stalled(invalid.why());
    }

    private ReconcileResult toward(RenderedTarget target, Choice choice, String trigger, BooleanSupplier superseded) {
        Drafting.Drafted drafted = drafting.draft(target, choice.heads(), trigger);
        Attempt attempt = drafted.attempt();
        return switch (drafted.plan()) {
            case Plan.UpToDate u -> upToDate(attempt, choice);
            case Plan.Blocked blocked -> beside(target, choice, blocked, trigger, superseded)
                    .or(() -> kept(choice, attempt, trigger).filter(ReconcileResult.Waiting.class::isInstance))
                    .orElseGet(() -> new ReconcileResult.Blocked(blocked.why()));
            case Plan.Changes changes when target.provisional() -> {
                Run.act();
                lay(changes.steps());
                yield reconcile(target.name(), trigger, superseded);
            }
            case Plan.Changes changes -> {
                Run.act();
                drift(target.name(), changes.steps());
                // A repair of what is live already gives way to nothing: undone, it would leave the target down.
                boolean live = history.targets().lastGood(target.name()).filter(attempt.pair()::same).isPresent();
                yield settle(target.name(), deploying.deploy(attempt,
                        commit(target.name(), choice.heads(), attempt.pair()), live ? () -> false : superseded));
            }
        };
    }

    /** A path that waits for a person stops only itself. */
    private Optional<ReconcileResult> beside(RenderedTarget target, Choice choice, Plan.Blocked blocked,
            String trigger, BooleanSupplier superseded) {
        return beside.of(target, choice.heads(), blocked, trigger).map(attempt -> {
            Run.act();
            drift(target.name(), attempt.steps());
            List<Owned> waiting = beside.waiting(target.name(), blocked);
            ReconcileResult result = settle(target.name(), deploying.deploy(attempt,
                    commit(target.name(), choice.heads(), attempt.pair()), superseded));
            beside.keep(target.name(), waiting);
            return result instanceof ReconcileResult.Converged ? new ReconcileResult.Blocked(blocked.why()) : result;
        });
    }

    /** While a person is waited for, the pair that was good last is kept as it was: what it needs is repaired. */
    private Optional<ReconcileResult> kept(Choice choice, Attempt blocked, String trigger) {
        TargetName target = choice.target();
        boolean isLastGood = history.targets().lastGood(target).filter(blocked.pair()::same).isPresent();
        return isLastGood
                ? Optional.empty()
                : candidates.lastGood(target).filter(good -> good.rendering() instanceof Rendering.Ready)
                        .map(good -> bring(good, trigger, () -> false));
    }

    /** What a pass would do now, changing nothing. */
    public Optional<Preview> preview(TargetName target) {
        return wanted.heads(target).map(newest -> {
            Choice choice = candidates.choose(target, newest);
            return switch (choice.rendering()) {
                case Rendering.Ready ready -> preview(ready.target(), choice);
                case Rendering.Gone gone -> preview(gone.nothing(), choice);
                case Rendering.Invalid invalid ->
                    new Preview(target, choice.heads(), null, new Plan.UpToDate(), invalid.why());
                case Rendering.NotYet later ->
                    new Preview(target, choice.heads(), null, new Plan.UpToDate(), later.why());
                case Rendering.Suspended s ->
                    new Preview(target, choice.heads(), null, new Plan.UpToDate(), "suspended in Git");
            };
        });
    }

    private Preview preview(RenderedTarget target, Choice choice) {
        String passedOver = choice.quarantined() == null ? "" : choice.quarantined().reason();
        return new Preview(target.name(), choice.heads(), target,
                drafting.draft(target, choice.heads(), "preview").plan(), passedOver);
    }

    private ReconcileResult upToDate(Attempt attempt, Choice choice) {
        Run.act();
        TargetName target = attempt.target().name();
        var known = new java.util.HashMap<String, Owned>();
        attempt.owned().forEach(o -> known.put(o.kind() + " " + o.name(), o));
        if (!remembering.exact(attempt.target(), known)) {
            remembering.tidied(attempt);
        }
        if (!history.targets().lastGood(target).filter(attempt.pair()::equals).isPresent()) {
            history.targets().lastGood(target, attempt.pair());
        }
        backoff.succeeded(target);
        Verdict verdict = standing.look(attempt.target());
        String note = choice.quarantined() == null ? "" : "passed over: " + choice.quarantined().reason();
        return verdict instanceof Verdict.Unhealthy unhealthy
                ? new ReconcileResult.UpToDate(false,
                        (note.isEmpty() ? "" : note + "; ") + "not healthy: " + unhealthy.why())
                : new ReconcileResult.UpToDate(true, note);
    }

    /** Packages only add and are never taken back, so they need no deployment of their own. */
    private void lay(List<Step> steps) {
        for (Step step : steps) {
            if (step.action() instanceof Action.InstallPackages packages) {
                LOG.info("{} ({})", step.action().describe(), step.why());
                try (HostLocks.Held _ = host.locks().acquire(Set.of("packages"))) {
                    host.packages().install(packages.names());
                }
            }
        }
    }

    private ReconcileResult settle(TargetName target, ReconcileResult result) {
        if (result instanceof ReconcileResult.Converged) {
            backoff.succeeded(target);
        }
        return result;
    }

    private Optional<CommitInfo> commit(TargetName target, Heads heads, Pair pair) {
        @Nullable
        String before = history.targets().lastGood(target).map(Pair::app).orElse(null);
        boolean app = pair.app() != null && !pair.app().equals(before);
        return wanted.commit(target, heads, app);
    }

    private void drift(TargetName target, List<Step> steps) {
        steps.stream().filter(s -> s.cause() == Step.Cause.DRIFT).forEach(s -> events.publish(new Event.DriftSeen(
                host.clock().instant(), target, ActionTag.of(s.action()),
                s.action().describe() + ": " + s.why())));
    }
}
