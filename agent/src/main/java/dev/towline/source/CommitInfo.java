package dev.towline.source;

import java.time.Instant;

/** Who wrote a commit and what its first line says; author and subject are cleaned of control characters and bounded. */
public record CommitInfo(Revision revision, String author, String subject, Instant committedAt) {
    private static final int AUTHOR = 120;

    public CommitInfo {
        author = Printable.of(author, AUTHOR);
        subject = Printable.of(subject);
    }
}
