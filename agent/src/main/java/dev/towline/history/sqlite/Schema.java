package dev.towline.history.sqlite;

import dev.towline.history.HistoryException;
import dev.towline.history.HistoryException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;

/** Brings the file forward, one resource a version, all in one transaction; never back. */
final class Schema {
    /** Reads "TOWL"; tells our file from a stranger's. */
    static final int APPLICATION = 0x544f574c;
    static final int NEWEST = 5;

    private final Path file;

    Schema(Path file) {
        this.file = file;
    }

    void upgrade(Connection connection) throws SQLException {
        var transaction = new Database.Transaction(connection);
        int version = pragma(connection, "user_version");
        recognise(connection, version);
        if (version == NEWEST) {
            return;
        }
        transaction.execute("BEGIN IMMEDIATE");
        // Read again under the lock: another process may have been first.
        for (int next = pragma(connection, "user_version") + 1; next <= NEWEST; next++) {
            for (String statement : script(next).split(";\\s*\n", -1)) {
                if (!statement.isBlank()) {
                    transaction.execute(statement);
                }
            }
        }
        transaction.execute("PRAGMA application_id = " + APPLICATION);
        transaction.execute("PRAGMA user_version = " + NEWEST);
        transaction.execute("COMMIT");
    }

    private void recognise(Connection connection, int version) throws SQLException {
        int application = pragma(connection, "application_id");
        boolean empty = application == 0 && version == 0 && pragma(connection, "schema_version") == 0;
        if (!empty && application != APPLICATION) {
            throw new HistoryException(Kind.DAMAGED,
                    file + " is a database, but not Towline's; name another path for the history");
        }
        if (version > NEWEST) {
            throw new HistoryException(Kind.NEWER,
                    "history " + file + " was written by a later Towline (schema " + version + ", this one knows "
                            + NEWEST + "); nothing was changed. Install that version again, it does not go back");
        }
    }

    private static int pragma(Connection connection, String name) throws SQLException {
        return Database.Transaction.list(connection, row -> row.getInt(1), "PRAGMA " + name).getFirst();
    }

    private static String script(int version) {
        try (InputStream script = Schema.class.getResourceAsStream("V" + version + ".sql")) {
            if (script == null) {
                throw new IllegalStateException("schema V" + version + ".sql is missing from this build");
            }
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
