package dev.towline.reconcile;

import dev.towline.history.History;
import dev.towline.plan.Action;
import dev.towline.plan.Plan;
import dev.towline.plan.Step;
import dev.towline.reconcile.Candidates.Choice;
import dev.towline.reconcile.Wanted.Rendering;
import dev.towline.render.RenderedRelease;
import dev.towline.render.RenderedTarget;
import java.util.List;
import java.util.Optional;

/**
 * Repairs the last good pair before a newer one is tried, where something of it does not run. A newer pair may wait for a long time
 * (disk, network, health), and what served before must not stay down meanwhile.
 */
final class LiveRepair {
    private final History history;
    private final Candidates candidates;
    private final Drafting drafting;

    LiveRepair(History history, Candidates candidates, Drafting drafting) {
        this.history = history;
        this.candidates = candidates;
        this.drafting = drafting;
    }

    /** What starts the last good pair again; empty where all of it runs, or where the candidate is that pair. */
    Optional<Attempt> before(Choice candidate, String trigger) {
        if (!(candidate.rendering() instanceof Rendering.Ready || candidate.rendering() instanceof Rendering.NotYet)
                || isLastGood(candidate)) {
            return Optional.empty();
        }
        return candidates.lastGood(candidate.target())
                .flatMap(good -> good.rendering() instanceof Rendering.Ready ready && !ready.target().provisional()
                        ? repair(ready.target(), good, trigger)
                        : Optional.empty());
    }

    private boolean isLastGood(Choice candidate) {
        return candidate.rendering() instanceof Rendering.Ready ready && history.targets().lastGood(candidate.target())
                .filter(Candidates.pair(candidate.heads(), ready.target())::same).isPresent();
    }

    private Optional<Attempt> repair(RenderedTarget target, Choice good, String trigger) {
        Drafting.Drafted drafted = drafting.draft(target, good.heads(), trigger);
        Attempt attempt = drafted.attempt();
        boolean runs = target.release().map(RenderedRelease::path)
                .map(path -> path.equals(attempt.observed().running().current())).orElse(true);
        return runs && drafted.plan() instanceof Plan.Changes changes && isDown(target, changes.steps())
                ? Optional.of(attempt)
                : Optional.empty();
    }

    private static boolean isDown(RenderedTarget target, List<Step> steps) {
        Optional<String> socket = target.release().flatMap(RenderedRelease::web)
                .map(RenderedRelease.WebProcess::currentSocket);
        return steps.stream().map(Step::action)
                .anyMatch(action -> action instanceof Action.Unit unit && unit.verb() == Action.Verb.START
                        || action instanceof Action.PutLink link && socket.filter(link.path()::equals).isPresent());
    }
}
