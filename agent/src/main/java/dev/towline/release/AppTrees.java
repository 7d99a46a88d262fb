package dev.towline.release;

import dev.towline.desired.TargetName;
import dev.towline.source.Revision;
import dev.towline.source.Snapshot;

/** Where the files of an app come from. */
@FunctionalInterface
public interface AppTrees {
    Snapshot app(TargetName site, Revision revision);
}
