package dev.towline.reconcile;

import dev.towline.health.Verdict;
import dev.towline.render.RenderedTarget;

/** Asks, once, the checks of what serves now. */
@FunctionalInterface
public interface Standing {
    Verdict look(RenderedTarget target);
}
