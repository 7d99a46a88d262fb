package dev.towline.reconcile;

import dev.towline.desired.TargetName;
import java.util.List;

/** Asks the repos that are followed what is new. */
public interface Following {
    /**
     * @param targets what Git and our own memory name, the host first; empty before the first fetch that worked
     * @param moved whether any repo moved
     */
    record Look(List<TargetName> targets, boolean moved) {
        public Look {
            targets = List.copyOf(targets);
        }
    }

    /** One look at each repo that is due; blocks, and never throws for what a network can do. */
    Look look(boolean urgent);

    /** Whether Git names the target. */
    boolean names(TargetName target);
}
