package dev.towline.reconcile;

import dev.towline.desired.TargetName;
import dev.towline.history.History;
import dev.towline.history.Owned;
import dev.towline.history.Owned.Kind;
import dev.towline.plan.OwnedBy;
import dev.towline.plan.Removals;
import dev.towline.reconcile.Wanted.Rendering;
import dev.towline.render.RenderedTarget;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What Git takes away over the whole host: each target alone may stay below its cap while together they lose everything. */
final class PendingRemovals {
    private final Wanted wanted;
    private final History history;

    PendingRemovals(Wanted wanted, History history) {
        this.wanted = wanted;
        this.history = history;
    }

    /** @param owned what is remembered as the target's */
    Removals of(RenderedTarget target, Heads heads, List<Owned> owned) {
        Rendering rendering = wanted.render(target.name(), heads);
        // Where nothing is removed nobody has to count elsewhere.
        int elsewhere = count(target, owned) == 0 ? 0 : elsewhere(target.name());
        return new Removals(rendering instanceof Rendering.Gone,
                rendering instanceof Rendering.Gone gone && gone.allowed(), isSettled(heads, target), elsewhere);
    }

    /** Its deployment counts already. */
    private boolean isSettled(Heads heads, RenderedTarget target) {
        return history.targets().lastGood(target.name()).map(Candidates.pair(heads, target)::same).orElse(false);
    }

    private int elsewhere(TargetName target) {
        Map<TargetName, List<Owned>> others = history.inventory().all().stream()
                .filter(o -> !o.target().equals(target)).collect(Collectors.groupingBy(Owned::target));
        return others.entrySet().stream().mapToInt(other -> pending(other.getKey(), other.getValue())).sum();
    }

    private int pending(TargetName target, List<Owned> owned) {
        return wanted.heads(target).map(heads -> switch (wanted.render(target, heads)) {
            case Rendering.Ready ready -> pending(heads, ready.target(), owned);
            case Rendering.Gone gone -> pending(heads, gone.nothing(), owned);
            case Rendering.Invalid i -> 0;
            case Rendering.NotYet n -> 0;
            case Rendering.Suspended s -> 0;
        }).orElse(0);
    }

    private int pending(Heads heads, RenderedTarget target, List<Owned> owned) {
        return isSettled(heads, target) ? 0 : count(target, owned);
    }

    private static int count(RenderedTarget target, Collection<Owned> owned) {
        Set<String> wanted = OwnedBy.of(target).stream().filter(PendingRemovals::isPath).map(Owned::name)
                .collect(Collectors.toSet());
        return (int) owned.stream().filter(PendingRemovals::isPath).filter(o -> !wanted.contains(o.name())).count();
    }

    private static boolean isPath(Owned owned) {
        return owned.kind() == Kind.FILE || owned.kind() == Kind.LINK;
    }
}
