package dev.towline.history;

/** The store did not do what was asked; the message ends with what a person can do. */
public final class HistoryException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Whether trying again may help. */
    public enum Kind {
        /** Disk full, locked by another process, an I/O error: try again later. */
        UNAVAILABLE,
        /** The store is damaged or is not ours: a person must act, because an empty memory would take our files for foreign ones. */
        DAMAGED,
        /** Written by a later version. */
        NEWER
    }

    private final Kind kind;

    public HistoryException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public HistoryException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    /** Never null, unlike its supertype's. */
    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }

    public Kind kind() {
        return kind;
    }
}
