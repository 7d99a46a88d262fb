package dev.towline.history;

import dev.towline.desired.TargetName;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The memory that a pair failed here. */
public interface Quarantine {
    /** A pair that is not tried again, and why. */
    record Entry(TargetName target, Pair pair, String reason, Instant since) {}

    /** Adds it, or replaces the one whose pair means the same. */
    void add(Entry entry);

    /** The entry whose pair means the same, whichever commit it came from. */
    Optional<Entry> find(TargetName target, Pair pair);

    /** The newest first. */
    List<Entry> of(TargetName target);

    /** Forgets all of the target's entries: a person said retry. Returns how many there were. */
    int clear(TargetName target);
}
