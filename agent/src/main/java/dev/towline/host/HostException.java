package dev.towline.host;

/** An effect on the host that did not happen; the kind says whose fault it is. */
public final class HostException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Whether trying again may help, and whether the revision is to blame. */
    public enum Kind {
        /** A full disk, a missing permission, an I/O error. */
        DISK,
        /** Somebody else holds what is needed, for instance dpkg's lock. */
        LOCKED,
        /** A network or mirror is out of reach. */
        NETWORK,
        /** A server that the host runs does not answer, for instance PostgreSQL. */
        UNAVAILABLE,
        /** A process was killed or ran out of memory. */
        KILLED,
        /** It took longer than it may. */
        TIMEOUT,
        /** A command, unit or validator said no: the input is to blame. */
        REJECTED,
        /** What is there is not what the caller was told: a foreign file, a vanished folder. */
        CONFLICT
    }

    private final Kind kind;

    public HostException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public HostException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
