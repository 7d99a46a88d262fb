package dev.towline.history;

import dev.towline.desired.TargetName;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/** What is ours, by target. Never a thing that somebody else made, unless it was adopted. */
public interface Inventory {
    /** Sorted by kind, then name. */
    List<Owned> of(TargetName target);

    /** Everything of every target, for the question whose a path is. */
    List<Owned> all();

    /** The targets that own anything. */
    Set<TargetName> owners();

    /**
     * Replaces what the target owns, in one transaction; writes nothing where nothing changes.
     *
     * @throws IllegalArgumentException when a thing is named twice or is another target's
     * @throws IllegalStateException when an original is not kept
     */
    void replace(TargetName target, Collection<Owned> owned);
}
