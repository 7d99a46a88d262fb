package dev.towline.reconcile;

import dev.towline.health.HealthPolicy;
import dev.towline.history.History;
import dev.towline.history.Outcome;
import dev.towline.history.Deployment;
import dev.towline.history.Owned;
import dev.towline.host.Host;
import dev.towline.observe.ObservedState;
import dev.towline.observe.Observer;
import dev.towline.plan.Approved;
import dev.towline.plan.Plan;
import dev.towline.plan.PlanInput;
import dev.towline.plan.Planner;
import dev.towline.reconcile.Wanted.Rendering;
import dev.towline.render.RenderedTarget;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;

/** Looks at the host and plans the way from there to what is wanted; changes nothing. */
final class Drafting {
    /** More than the releases that a site keeps. */
    private static final int KNOWN = 30;
    private final History history;
    private final Observer observer;
    private final PendingRemovals removals;
    private final Wanted wanted;

    /** @param attempt its steps are empty unless the plan is {@link Plan.Changes} */
    record Drafted(Plan plan, Attempt attempt) {}

    Drafting(Host host, History history, Wanted wanted) {
        this.history = history;
        this.wanted = wanted;
        this.removals = new PendingRemovals(wanted, history);
        this.observer = new Observer(host);
    }

    Drafted draft(RenderedTarget target, Heads heads, String trigger) {
        return draft(target, heads, trigger, owned -> true);
    }

    /** @param concerned what of the inventory the plan is about; the rest is left as it is */
    Drafted draft(RenderedTarget target, Heads heads, String trigger, Predicate<Owned> concerned) {
        List<Owned> owned = history.inventory().of(target.name()).stream().filter(concerned).toList();
        ObservedState observed = observer.observe(target, owned);
        Plan plan = plan(target, heads, observed, owned, concerned);
        Attempt attempt = new Attempt(target, Candidates.pair(heads, target), observed, owned, switch (plan) {
            case Plan.Changes changes -> changes.steps();
            case Plan.UpToDate u -> List.of();
            case Plan.Blocked b -> List.of();
        }, trigger);
        return new Drafted(plan, attempt);
    }

    private Plan plan(RenderedTarget target, Heads heads, ObservedState observed, List<Owned> owned,
            Predicate<Owned> concerned) {
        String revision = heads.config().substring(0, Math.min(7, heads.config().length()));
        return Planner.plan(PlanInput.of(target, observed, revision,
                history.inventory().all().stream()
                        .filter(o -> !o.target().equals(target.name()) || concerned.test(o)).toList(),
                new Approved(history.decisions().of(target.name()), history.targets().unfinished(target.name())))
                .proving(proven(target))
                .removing(removals.of(target, heads, owned)).living(live(target)));
    }

    /** Where the pair that is live cannot be rendered any more, the new checks stand in: only what passes before counts anyway. */
    private HealthPolicy live(RenderedTarget target) {
        return history.targets().lastGood(target.name())
                .map(good -> wanted.render(target.name(), new Heads(good.config(), good.app())))
                .map(rendering -> rendering instanceof Rendering.Ready ready
                        ? ready.target().health()
                        : target.health())
                .orElse(target.health());
    }

    private List<String> proven(RenderedTarget target) {
        return target.release().isEmpty()
                ? List.of()
                : history.deployments().newest(target.name(), KNOWN).stream()
                        .filter(d -> d.outcome() == Outcome.SUCCEEDED).map(Deployment::release).filter(Objects::nonNull)
                        .distinct().toList();
    }
}
