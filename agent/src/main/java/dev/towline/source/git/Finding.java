package dev.towline.source.git;

import dev.towline.source.CommitInfo;
import dev.towline.source.FailureKind;
import dev.towline.source.Revision;

/** What one look at the remote found; nothing of it is remembered yet. */
sealed interface Finding {
    /** The revision in use is still the one. */
    record Same(Offer offer, Revision revision) implements Finding {}

    /**
     * A revision that may be used, with its objects in the mirror.
     *
     * @param leaves    whether the revision in use is not part of its history
     * @param rewritten whether that is because the remote rewrote its history, not because another policy chose
     */
    record Take(Offer offer, Revision to, CommitInfo head, boolean leaves, boolean rewritten) implements Finding {}

    /** A revision that must not be used. */
    record Refuse(Offer offer, String why) implements Finding {}

    /** Nothing was learnt. */
    record Fail(FailureKind kind, String why) implements Finding {}
}
