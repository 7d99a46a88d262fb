package dev.towline.history.sqlite;

import dev.towline.history.DeploymentId;
import dev.towline.history.OutputLimit;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The output of deployments. Lines are gathered and written in pieces of up to {@value #PIECE} bytes, or once a second, so
 * that a chatty build costs no sync a line; what was gathered is written when its deployment is put.
 */
final class SqliteOutput {
    private static final int PIECE = 32 * 1024;
    private static final String KNOWN = "SELECT 1 FROM deployment WHERE id = ?";
    private static final long PATIENCE_NANOS = 1_000_000_000L;

    private final Database database;
    private final Map<DeploymentId, Gathered> gathered = new LinkedHashMap<>();

    SqliteOutput(Database database) {
        this.database = database;
    }

    /** Lines that are not written yet. */
    private static final class Gathered {
        private final StringBuilder text = new StringBuilder();
        private int bytes;
        private final long since = System.nanoTime();

        void add(String line) {
            text.append(line);
            bytes += OutputLimit.bytes(line);
        }

        boolean due() {
            return bytes >= PIECE || System.nanoTime() - since >= PATIENCE_NANOS;
        }
    }

    synchronized void append(DeploymentId id, String line) {
        Gathered lines = gathered.get(id);
        if (lines == null) {
            requireKnown(id);
            lines = new Gathered();
            gathered.put(id, lines);
        }
        lines.add(OutputLimit.line(line));
        if (lines.due()) {
            flush(id);
        }
    }

    private void requireKnown(DeploymentId id) {
        if (database.first(r -> r.getInt(1), KNOWN, id.value()).isEmpty()) {
            throw new IllegalStateException("there is no deployment " + id + " that this output could belong to");
        }
    }

    synchronized void flush() {
        new ArrayList<>(gathered.keySet()).forEach(this::flush);
    }

    synchronized void flush(DeploymentId id) {
        Gathered lines = gathered.get(id);
        if (lines != null) {
            database.write(t -> write(t, id, lines.text.toString(), lines.bytes));
            gathered.remove(id);
        }
    }

    private static int write(Database.Transaction transaction, DeploymentId id, String text, int bytes)
            throws SQLException {
        if (transaction.first(r -> r.getInt(1), KNOWN, id.value()).isEmpty()) {
            // Retention took the deployment meanwhile.
            return 0;
        }
        boolean beginning = transaction.list(r -> r.getInt(1), """
                SELECT 1 FROM deployment WHERE id = ?1
                  AND NOT EXISTS (SELECT 1 FROM output WHERE deployment = ?1 AND beginning = 0)
                  AND (SELECT coalesce(sum(bytes), 0) FROM output WHERE deployment = ?1) + ?2 <= ?3""", id.value(),
                bytes, OutputLimit.HALF).size() == 1;
        transaction.update("INSERT INTO output (deployment, beginning, bytes, text) VALUES (?, ?, ?, ?)", id.value(),
                beginning ? 1 : 0, bytes, text);
        return beginning ? 0 : dropMiddle(transaction, id);
    }

    /** Takes the oldest pieces of the end away until the end fits in its half. */
    private static int dropMiddle(Database.Transaction transaction, DeploymentId id) throws SQLException {
        List<long[]> end = transaction.list(r -> new long[]{r.getLong(1), r.getLong(2)},
                "SELECT seq, bytes FROM output WHERE deployment = ? AND beginning = 0 ORDER BY seq", id.value());
        long bytes = end.stream().mapToLong(piece -> piece[1]).sum();
        long lost = 0;
        for (long[] piece : end) {
            if (bytes - lost <= OutputLimit.HALF) {
                break;
            }
            transaction.update("DELETE FROM output WHERE seq = ?", piece[0]);
            lost += piece[1];
        }
        return lost == 0
                ? 0
                : transaction.update("UPDATE deployment SET lost = lost + ? WHERE id = ?", lost, id.value());
    }

    synchronized String text(DeploymentId id) {
        flush(id);
        long lost = database.first(r -> r.getLong(1), "SELECT lost FROM deployment WHERE id = ?", id.value())
                .orElse(0L);
        return half(id, 1) + OutputLimit.gap(lost) + half(id, 0);
    }

    private String half(DeploymentId id, int beginning) {
        return String.join("", database.list(r -> r.getString(1),
                "SELECT text FROM output WHERE deployment = ? AND beginning = ? ORDER BY seq", id.value(), beginning));
    }
}
