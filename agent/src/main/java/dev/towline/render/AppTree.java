package dev.towline.render;

import dev.towline.source.Snapshot;

/** The app at the commit that is to run. */
public sealed interface AppTree {
    /** Its files. */
    record At(Snapshot snapshot) implements AppTree {}

    /** None is at hand, as when a config repo is validated; the release comes out with names that are not real. */
    record StandIn() implements AppTree {}
}
