package dev.towline.history;

import dev.towline.desired.TargetName;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The memory that a pair failed here. */
public interface Quarantine {
    /** What a pair failed by, as far as it decides what a person can do about it. */
    enum Cause {
        /** It did not work here. */
        FAILED("failed"),
        /** Its migrations cannot be ordered: a person may approve it as a maintenance release. */
        MIGRATIONS_REFUSED("migrations-refused");

        private final String tag;

        Cause(String tag) {
            this.tag = tag;
        }

        /** As it is stored. */
        public String tag() {
            return tag;
        }
    }

    /**
     * A pair that is not tried again, and why.
     *
     * @param reason for people
     */
    record Entry(TargetName target, Pair pair, Cause cause, String reason, Instant since) {
        /** One that failed. */
        public Entry(TargetName target, Pair pair, String reason, Instant since) {
            this(target, pair, Cause.FAILED, reason, since);
        }
    }

    /** Adds it, or replaces the one whose pair means the same. */
    void add(Entry entry);

    /** The entry whose pair means the same, whichever commit it came from. */
    Optional<Entry> find(TargetName target, Pair pair);

    /** The newest first. */
    List<Entry> of(TargetName target);

    /** Forgets all of the target's entries: a person said retry. Returns how many there were. */
    int clear(TargetName target);
}
