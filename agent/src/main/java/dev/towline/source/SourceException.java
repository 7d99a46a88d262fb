package dev.towline.source;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A source cannot give what was asked of it; the message says why and what to do, and holds no credentials. */
public final class SourceException extends RuntimeException {
    private final FailureKind kind;

    public SourceException(FailureKind kind, String message) {
        this(kind, message, null);
    }

    public SourceException(FailureKind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = Objects.requireNonNull(kind);
    }

    public FailureKind kind() {
        return kind;
    }

    /** The message, which every exception of this class has. */
    public String why() {
        return Objects.requireNonNull(getMessage());
    }
}
