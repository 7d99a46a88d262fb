package dev.towline.reconcile;

import dev.towline.desired.TargetName;
import java.util.List;
import java.util.Optional;

/** Asks the repos that are followed what is new. Thread-safe: each repo may be asked beside the others. */
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

    /** One look at each repo that is due, one after the other; blocks, and never throws for what a network can do. */
    Look look(boolean urgent);

    /** One look at the config repo; whether it moved. Blocks. */
    boolean fetchConfig(boolean urgent);

    /** One look at the site's app repo; whether it moved. Blocks. */
    boolean fetchApp(TargetName site, boolean urgent);

    /** From now on every repo is asked by itself: of one that has not answered since, nobody says that all is well. */
    default void asking() {}

    /** Newest revision of the config repo that is here. */
    Optional<String> revision();

    /** What Git and our own memory name, the host first. */
    List<TargetName> targets();

    /** Of these, the sites whose app repo has to be asked; what no site needs any more is let go. */
    List<TargetName> apps();

    /** Whether Git names the target, or something of it is still here. */
    boolean names(TargetName target);
}
