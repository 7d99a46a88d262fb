package dev.towline.history;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a person decided for a target. Decisions of different kinds do not know each other: each is remembered, and ends, by itself.
 * Of one kind the newest stands.
 */
public sealed interface Decision {
    /** Who decided and when. */
    Said said();

    /**
     * Who decided and when.
     *
     * @param by the person or token; empty where an earlier version did not write it down
     * @param at null where an earlier version did not write it down
     */
    record Said(String by, @Nullable Instant at) {}

    /**
     * Exactly these removals may be done. Ends with the next deployment that brings something new.
     *
     * @param digest of what goes, in hex
     */
    record Removals(String digest, Said said) implements Decision {}

    /** This release, and no other, may go out in maintenance. Ends with its first attempt, or when something else goes out. */
    record Maintenance(String release, Said said) implements Decision {}

    /** What only older releases needed is to be taken away now. Ends when that was tried. */
    record Contract(Said said) implements Decision {}

    /**
     * A release that was chosen by rollback, with the commits that made it. Ends when Git moves on from the two {@code while}
     * commits, when the release fails here, or with a retry.
     */
    record Pin(String release, String config, @Nullable String app, String whileConfig, @Nullable String whileApp,
            Said said) implements Decision {}

    /** The target is left alone. Ends with a resume. */
    record Suspend(String reason, Said said) implements Decision {}

    /** The kinds, with the tags that stand in the store for ever. */
    enum Kind {
        REMOVALS("removals"), MAINTENANCE("maintenance"), CONTRACT("contract"), PIN("pin"), SUSPEND("suspend");

        private final String tag;

        Kind(String tag) {
            this.tag = tag;
        }

        /** As it is stored. */
        public String tag() {
            return tag;
        }
    }

    /** What it is about: the digest, the release or the reason; empty where the kind says all. */
    default String subject() {
        return switch (this) {
            case Removals d -> d.digest();
            case Maintenance d -> d.release();
            case Contract d -> "";
            case Pin d -> d.release();
            case Suspend d -> d.reason();
        };
    }

    /** Its kind. */
    default Kind kind() {
        return switch (this) {
            case Removals d -> Kind.REMOVALS;
            case Maintenance d -> Kind.MAINTENANCE;
            case Contract d -> Kind.CONTRACT;
            case Pin d -> Kind.PIN;
            case Suspend d -> Kind.SUSPEND;
        };
    }
}
