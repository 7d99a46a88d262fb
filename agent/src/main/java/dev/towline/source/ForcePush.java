package dev.towline.source;

/** What happens when the remote's history is rewritten, so that the new commit does not descend from the one in use. */
public enum ForcePush {
    /** The old revision is kept and the rewrite is refused, naming both commits. */
    REFUSE,
    /** The rewrite is followed and reported. */
    ALLOW
}
