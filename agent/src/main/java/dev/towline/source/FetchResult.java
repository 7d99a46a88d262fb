package dev.towline.source;

import java.util.Objects;
import java.util.Optional;

/** What came of one look at the remote. */
public sealed interface FetchResult {
    /** The remote says what it said before; nothing was fetched. */
    record Unchanged(Revision revision) implements FetchResult {
        public Unchanged {
            Objects.requireNonNull(revision);
        }
    }

    /**
     * There is a new revision, and its files are here.
     *
     * @param from   the revision until now; empty the first time
     * @param forced whether history was rewritten, so that {@code to} does not descend from {@code from}
     */
    record Moved(Optional<Revision> from, Revision to, boolean forced, CommitInfo head) implements FetchResult {
        public Moved {
            Objects.requireNonNull(from);
            if (!head.revision().equals(to)) {
                throw new IllegalArgumentException("The head commit is " + head.revision() + ", not " + to + ".");
            }
        }
    }

    /**
     * The remote offers a revision that must not be used (rewritten history, malformed objects, over a cap, unsafe
     * paths). The fault is the revision's: it is not fetched again until the remote moves or the policy changes.
     *
     * @param kept the revision that stays in use, if there was one
     */
    record Refused(String why, Optional<Revision> kept) implements FetchResult {
        public Refused {
            Objects.requireNonNull(why);
            Objects.requireNonNull(kept);
        }
    }

    /** Nothing could be learnt; the fault is not known to be the revision's, and trying again later may help. */
    record Failed(FailureKind kind, String why) implements FetchResult {
        public Failed {
            Objects.requireNonNull(kind);
            Objects.requireNonNull(why);
        }
    }
}
