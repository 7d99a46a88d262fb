package dev.towline.source;

import java.util.List;
import java.util.Optional;

/** A Git repository that is followed. All but {@link #fetch} read what is already here and need no network. */
public interface Source extends AutoCloseable {
    SourceSpec spec();

    /**
     * Looks at the remote once, and takes what is new. Blocks, for the limits' timeout at most. Never throws for what a
     * remote, a network or a disk can do: that is {@link FetchResult.Failed} or {@link FetchResult.Refused}. What was
     * moved to is remembered before this returns; a caller that may be killed compares {@link #current} with what it did.
     */
    FetchResult fetch();

    /** The revision that was last accepted, also by an earlier process; empty before the first fetch. */
    Optional<Revision> current();

    /** The tags that the last list of a remote had and that look like newer versions, but are none; empty but for a range of versions. */
    default List<VersionRange.PassedOver> passedOver() {
        return List.of();
    }

    /** @throws SourceException if the revision is not here, over a cap, or holds an unsafe path */
    Snapshot snapshot(Revision revision);

    /** @throws SourceException if the revision is not here */
    CommitInfo commit(Revision revision);

    /**
     * The commits that {@code to} has and {@code from} has not, newest first, {@code max} at most.
     *
     * @throws SourceException if one of them is not here
     */
    List<CommitInfo> log(Revision from, Revision to, int max);

    /**
     * Whether {@code descendant} holds all of {@code ancestor}'s history; a commit is its own ancestor.
     *
     * @throws SourceException if one of them is not here
     */
    boolean isAncestor(Revision ancestor, Revision descendant);

    @Override
    void close();
}
