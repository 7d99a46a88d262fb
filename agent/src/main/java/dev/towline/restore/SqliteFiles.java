package dev.towline.restore;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.TreeMap;

/**
 * Copies of SQLite files that lose nothing: taken by SQLite itself ({@code VACUUM INTO}), never by copying the main file, whose
 * newest rows may still stand in the write-ahead log. Verified by {@code integrity_check} and the row count of every table.
 */
public final class SqliteFiles {
    private SqliteFiles() {}

    /** @throws SQLException when the copy cannot be made or does not hold the same number of rows; no copy is left then */
    public static void copy(Path from, Path to) throws SQLException {
        Map<String, Long> before;
        try (Connection source = open(from, "ro")) {
            // Closed before the copy: a statement that has a row left to give is "in progress", and VACUUM refuses.
            try (Statement busy = source.createStatement()) {
                busy.execute("PRAGMA busy_timeout = 30000");
            }
            source.setAutoCommit(false);
            before = counts(source);
            source.commit();
            source.setAutoCommit(true);
            try (PreparedStatement vacuum = source.prepareStatement("VACUUM INTO ?")) {
                vacuum.setString(1, to.toString());
                vacuum.execute();
            }
        }
        Map<String, Long> after = check(to);
        for (Map.Entry<String, Long> table : before.entrySet()) {
            long copied = after.getOrDefault(table.getKey(), -1L);
            if (copied < table.getValue()) {
                throw new SQLException("the copy has " + copied + " rows of " + table.getKey() + ", the original had "
                        + table.getValue());
            }
        }
    }

    /** Row counts by table of a file that is whole. */
    public static Map<String, Long> check(Path file) throws SQLException {
        if (!Files.isRegularFile(file)) {
            throw new SQLException("there is no file " + file);
        }
        try (Connection copy = open(file, "ro");
                Statement statement = copy.createStatement();
                ResultSet result = statement.executeQuery("PRAGMA integrity_check")) {
            result.next();
            String verdict = result.getString(1);
            if (!"ok".equals(verdict)) {
                throw new SQLException(file + " is damaged: " + verdict);
            }
            return counts(copy);
        }
    }

    private static Connection open(Path file, String mode) throws SQLException {
        return DriverManager
                .getConnection("jdbc:sqlite:file:" + file.toAbsolutePath().toUri().getRawPath() + "?mode=" + mode);
    }

    private static Map<String, Long> counts(Connection connection) throws SQLException {
        Map<String, Long> counts = new TreeMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet tables = statement.executeQuery(
                        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'")) {
            while (tables.next()) {
                counts.put(tables.getString(1), 0L);
            }
        }
        for (Map.Entry<String, Long> table : counts.entrySet()) {
            String quoted = '"' + table.getKey().replace("\"", "\"\"") + '"';
            try (Statement statement = connection.createStatement();
                    ResultSet count = statement.executeQuery("SELECT count(*) FROM " + quoted)) {
                count.next();
                table.setValue(count.getLong(1));
            }
        }
        return counts;
    }
}
