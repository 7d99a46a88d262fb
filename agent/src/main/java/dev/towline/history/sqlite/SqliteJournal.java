package dev.towline.history.sqlite;

import dev.towline.desired.TargetName;
import dev.towline.history.DeploymentId;
import dev.towline.history.HistoryException;
import dev.towline.history.HistoryException.Kind;
import dev.towline.history.Journal;
import dev.towline.history.JournalEntry;
import dev.towline.history.Undo;
import dev.towline.host.Digest;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Steps and the bytes they replace. Short ones stand in their row. Of long ones the row is empty and comes after their file: so a
 * row never names what is not durable, and what a kill leaves without a row goes when a deployment is closed.
 */
final class SqliteJournal implements Journal {
    private static final String UNNAMED = """
            SELECT reference FROM kept
            WHERE NOT EXISTS (SELECT 1 FROM journal WHERE journal.kept = reference)
              AND NOT EXISTS (SELECT 1 FROM owned WHERE owned.original = reference)""";

    /** More bytes stand in a file of their own. */
    static final int LONGEST_ROW = 1 << 20;
    private static final String NOTHING = Digest.of(new byte[0]).hex();

    private final Database database;
    private final KeptFiles files;
    private final FreshContent fresh;
    /** Between a file and its row nobody else may take either. */
    private final ReentrantLock settling = new ReentrantLock();

    SqliteJournal(Database database, KeptFiles files, FreshContent fresh) {
        this.database = database;
        this.files = files;
        this.fresh = fresh;
    }

    @Override
    public void open(TargetName target, DeploymentId deployment) {
        database.write(t -> {
            Optional<DeploymentId> before = openDeployment(t, target);
            if (before.isEmpty()) {
                return t.update("INSERT INTO open_deployment (target, deployment) VALUES (?, ?)", target.value(),
                        deployment.value());
            }
            if (before.get().equals(deployment)) {
                return 0;
            }
            throw new IllegalStateException(
                    target + " has an open deployment, " + before.get() + "; " + deployment + " must wait");
        });
    }

    @Override
    public long intend(TargetName target, String step, Undo undo) {
        String kept = undo instanceof Undo.PutFile file ? file.kept() : null;
        long number = database.write(t -> {
            if (openDeployment(t, target).isEmpty()) {
                throw new IllegalStateException("no deployment of " + target + " is open");
            }
            if (kept != null && t.list(r -> r.getInt(1), "SELECT 1 FROM kept WHERE reference = ?", kept).isEmpty()) {
                throw new IllegalStateException("nothing is kept as " + kept);
            }
            return t.list(r -> r.getLong(1),
                    "INSERT INTO journal (target, step, undo, kept) VALUES (?, ?, ?, ?) RETURNING number",
                    target.value(), step, SealedStep.write(target, step, undo), kept).getFirst();
        });
        if (kept != null) {
            fresh.named(kept);
        }
        return number;
    }

    @Override
    public void done(TargetName target, long entry) {
        int found = database.update("UPDATE journal SET done = 1 WHERE target = ? AND number = ?", target.value(),
                entry);
        if (found == 0) {
            throw new IllegalStateException("the journal of " + target + " has no entry " + entry);
        }
    }

    @Override
    public void undone(TargetName target, long entry) {
        database.update("DELETE FROM journal WHERE target = ? AND number = ?", target.value(), entry);
    }

    @Override
    public Optional<DeploymentId> openDeployment(TargetName target) {
        return database.first(r -> new DeploymentId(r.getString(1)),
                "SELECT deployment FROM open_deployment WHERE target = ?", target.value());
    }

    private static Optional<DeploymentId> openDeployment(Database.Transaction transaction, TargetName target)
            throws SQLException {
        return transaction.first(r -> new DeploymentId(r.getString(1)),
                "SELECT deployment FROM open_deployment WHERE target = ?", target.value());
    }

    @Override
    public List<JournalEntry> entries(TargetName target) {
        return database.list(
                r -> new JournalEntry(r.getLong(1), r.getString(2),
                        SealedStep.read(target, r.getString(2), r.getString(3)), r.getBoolean(4)),
                "SELECT number, step, undo, done FROM journal WHERE target = ? ORDER BY number", target.value());
    }

    @Override
    public void close(TargetName target) {
        settling.lock();
        try {
            if (closed(target)) {
                files.retain(new HashSet<>(database.list(r -> r.getString(1),
                        "SELECT reference FROM kept WHERE length(content) = 0")));
            }
        } finally {
            settling.unlock();
        }
    }

    private boolean closed(TargetName target) {
        return database.write(t -> {
            int closed = t.update("DELETE FROM open_deployment WHERE target = ?", target.value());
            if (closed == 1) {
                for (String reference : t.list(r -> r.getString(1), UNNAMED)) {
                    if (!fresh.holds(reference)) {
                        t.update("DELETE FROM kept WHERE reference = ?", reference);
                    }
                }
            }
            return closed == 1;
        });
    }

    @Override
    public String keep(InputStream content) {
        byte[] head = files.head(content, LONGEST_ROW + 1);
        if (head.length <= LONGEST_ROW) {
            String reference = Digest.of(head).hex();
            row(reference, head);
            return reference;
        }
        try (KeptFiles.Draft draft = files.write(head, content)) {
            settling.lock();
            try {
                draft.settle();
                row(draft.reference(), new byte[0]);
            } finally {
                settling.unlock();
            }
            return draft.reference();
        }
    }

    private void row(String reference, byte[] content) {
        // Before the row is there, so that no close of another target sees it unprotected.
        fresh.kept(reference);
        database.update("INSERT INTO kept (reference, content) VALUES (?, ?) ON CONFLICT DO NOTHING", reference,
                content);
    }

    @Override
    public InputStream kept(String reference) {
        byte[] content = database.first(r -> r.getBytes(1), "SELECT content FROM kept WHERE reference = ?", reference)
                .orElseThrow(() -> new IllegalStateException("nothing is kept as " + reference));
        if (content.length == 0 && !reference.equals(NOTHING)) {
            return files.read(reference);
        }
        if (!Digest.of(content).hex().equals(reference)) {
            throw new HistoryException(Kind.DAMAGED, "the kept bytes " + reference
                    + " have changed in the history's file; put a copy of the file back");
        }
        return new ByteArrayInputStream(content);
    }
}
