package dev.towline.history;

import dev.towline.desired.TargetName;
import java.util.Collection;
import java.util.List;

/** What is ours, by target. Never a thing that somebody else made, unless it was adopted. */
public interface Inventory {
    List<Owned> of(TargetName target);

    /** Everything of every target, for the question whose a path is. */
    List<Owned> all();

    /** The targets that own anything. */
    java.util.Set<TargetName> owners();

    /** Replaces what the target owns, in one transaction. */
    void replace(TargetName target, Collection<Owned> owned);
}
