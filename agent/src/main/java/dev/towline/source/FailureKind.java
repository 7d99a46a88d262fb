package dev.towline.source;

/** Why a source could not give what was asked, in categories that can be counted. */
public enum FailureKind {
    /** Not reachable, cut off or too slow: may pass by itself. */
    NETWORK,
    /** The remote wants other credentials, or this key is not allowed here. */
    AUTHENTICATION,
    /** The SSH host key is unknown or another one than before. */
    HOST_KEY,
    /** No such repository, branch, tag, commit or path; or an empty repository. */
    NOT_FOUND,
    /** More bytes, files or time than the source's limits allow. */
    LIMIT,
    /** A path or link that must never be written to a disk. */
    UNSAFE,
    /** Objects that are damaged or malformed. */
    CORRUPT,
    /** The agent's own disk: full, unreadable, not writable. */
    DISK
}
