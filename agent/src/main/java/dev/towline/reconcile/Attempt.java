package dev.towline.reconcile;

import dev.towline.history.Owned;
import dev.towline.history.Pair;
import dev.towline.observe.ObservedState;
import dev.towline.plan.Step;
import dev.towline.render.RenderedTarget;
import java.util.Collection;
import java.util.List;

/** One plan about to be done: what is wanted, what was seen, and the steps between. */
record Attempt(RenderedTarget target, Pair pair, ObservedState observed, Collection<Owned> owned, List<Step> steps,
        String trigger) {
    Attempt {
        owned = List.copyOf(owned);
        steps = List.copyOf(steps);
    }
}
