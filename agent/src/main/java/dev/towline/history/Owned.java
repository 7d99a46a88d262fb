package dev.towline.history;

import dev.towline.desired.TargetName;
import dev.towline.host.Ownership;
import org.jspecify.annotations.Nullable;

/**
 * One thing that is ours.
 *
 * @param name path, or name of the unit, user, database or role
 * @param digest hex SHA-256 of a file's bytes, of what a link led to or of a database's extensions; null for other kinds, and
 *     while a database is only claimed
 * @param original reference to the kept bytes of an adopted file, given back on removal; null where there was none
 * @param originalOwnership of that file
 * @param after what must follow its removal, or null; for a unit that was there before us, how it was
 */
public record Owned(TargetName target, Kind kind, String name, @Nullable String digest, @Nullable String original,
        @Nullable Ownership originalOwnership, @Nullable After after) {
    /** The kinds of things. */
    public enum Kind {
        FILE, LINK, DIRECTORY,
        /** A folder that goes with all that is in it, for instance a site's releases. */
        TREE, UNIT, USER, DATABASE, ROLE
    }

    /** How a unit was before it was ours; neither enabled nor running where it was not here. */
    public After.Was before() {
        return after instanceof After.Was was ? was : new After.Was(false, false);
    }

    public static Owned of(TargetName target, Kind kind, String name) {
        return new Owned(target, kind, name, null, null, null, null);
    }
}
