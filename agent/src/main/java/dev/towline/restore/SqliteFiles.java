package dev.towline.restore;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * Copies of SQLite files that lose nothing: taken by SQLite itself ({@code VACUUM INTO}), never by copying the main file, whose
 * newest rows may still stand in the write-ahead log. Verified by {@code integrity_check} and the row count of every table.
 */
public final class SqliteFiles {
    private static final String WAL = "wal";

    private SqliteFiles() {}

    /** @throws IOException when the copy cannot be made or does not hold the same number of rows; no copy is left then */
    public static void copy(Path from, Path to) throws IOException {
        if (Files.exists(to)) {
            throw new IOException(to + " exists already; a copy never replaces one");
        }
        try {
            copyAndCompare(from, to);
        } catch (SQLException | IOException e) {
            Files.deleteIfExists(to);
            throw new IOException("no copy of " + from + " was made: " + e.getMessage(), e);
        }
    }

    private static void copyAndCompare(Path from, Path to) throws SQLException, IOException {
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
                throw new IOException("the copy has " + copied + " rows of " + table.getKey() + ", the original had "
                        + table.getValue());
            }
        }
    }

    /** Row counts by table of a file that is whole. */
    public static Map<String, Long> check(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new IOException("there is no file " + file);
        }
        try (Connection copy = open(file, "ro");
                Statement statement = copy.createStatement();
                ResultSet result = statement.executeQuery("PRAGMA integrity_check")) {
            result.next();
            String verdict = result.getString(1);
            if (!"ok".equals(verdict)) {
                throw new IOException(file + " is damaged: " + verdict);
            }
            return counts(copy);
        } catch (SQLException e) {
            throw new IOException(file + " cannot be read back: " + e.getMessage(), e);
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

    /** What is in it, a line each: {@code rows NUMBER TABLE}, {@code migration APP.NAME} and {@code ledger TEXT}. */
    public static List<String> tell(Path file) throws IOException {
        List<String> lines = new ArrayList<>();
        if (!Files.isRegularFile(file)) {
            throw new IOException("there is no file " + file);
        }
        try (Connection connection = open(file, "ro")) {
            Map<String, Long> counts = counts(connection);
            counts.forEach((table, rows) -> lines.add("rows " + rows + " " + table.replace('\n', ' ')));
            if (counts.containsKey("django_migrations")) {
                lines.addAll(told(connection,
                        "SELECT 'migration ' || app || '.' || name FROM django_migrations ORDER BY id"));
            }
            if (counts.containsKey("towline_statement")) {
                lines.addAll(told(connection, "SELECT 'ledger ' || concat_ws(' ', id, release, migration, phase, state,"
                        + " kind, table_name) FROM towline_statement ORDER BY id"));
            }
            return lines;
        } catch (SQLException e) {
            throw new IOException(file + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static List<String> told(Connection connection, String query) throws SQLException {
        List<String> lines = new ArrayList<>();
        try (Statement statement = connection.createStatement(); ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                lines.add(rows.getString(1).replace('\n', ' '));
            }
        }
        return lines;
    }

    /**
     * The fresh file takes the place of the live one in one rename; what was there stays as {@code aside}, its write-ahead log
     * settled. A damaged live file goes aside as it is, with its log.
     *
     * @throws IOException where somebody has the live one open; nothing is changed then
     */
    public static void exchange(Path live, Path fresh, Path aside) throws IOException {
        if (Files.exists(aside)) {
            throw new IOException(aside + " exists already; nothing is set aside over it");
        }
        if (Files.exists(live)) {
            likeLive(live, fresh);
            Files.createLink(aside, live);
            moveLog(live, aside);
        }
        sync(fresh);
        Files.move(fresh, live, StandardCopyOption.ATOMIC_MOVE);
        moveLog(fresh, live);
        sync(live.toAbsolutePath().resolveSibling(""));
    }

    private static void likeLive(Path live, Path fresh) throws IOException {
        Files.setPosixFilePermissions(fresh, Files.getPosixFilePermissions(live));
        try {
            // Read-only first: whoever opens a damaged file for writing may lose its log with it.
            try (Connection connection = open(live, "ro")) {
                counts(connection);
            }
            settle(live, fresh);
        } catch (SQLException e) {
            damagedOrOpen(live, e);
        }
    }

    /** Brings the log into the main file, and has the fresh one keep a log where the live one did. */
    private static void settle(Path live, Path fresh) throws SQLException, IOException {
        try (Connection connection = open(live, "rw"); Statement statement = connection.createStatement()) {
            // Without waiting long: whoever has it open now would write to a file that is no longer there.
            statement.execute("PRAGMA busy_timeout = 2000");
            if (WAL.equals(pragma(statement, "journal_mode"))) {
                keepLog(fresh);
            }
            if (!"delete".equals(pragma(statement, "journal_mode = DELETE"))) {
                throw new IOException(live + " is open somewhere; stop what uses it");
            }
            statement.execute("BEGIN EXCLUSIVE");
            statement.execute("COMMIT");
        }
    }

    /** Only a damaged file still has one. In the place of another it would be taken for that one's log. */
    private static void moveLog(Path from, Path to) throws IOException {
        Path log = from.resolveSibling(from.getFileName() + "-" + WAL);
        if (Files.exists(log)) {
            Files.move(log, to.resolveSibling(to.getFileName() + "-" + WAL));
        }
        Files.deleteIfExists(from.resolveSibling(from.getFileName() + "-shm"));
    }

    private static void damagedOrOpen(Path live, SQLException e) throws IOException {
        boolean damaged = e instanceof SQLiteException sqlite && Set.of(SQLiteErrorCode.SQLITE_CORRUPT,
                SQLiteErrorCode.SQLITE_NOTADB).contains(sqlite.getResultCode());
        if (!damaged) {
            throw new IOException(live + " cannot be set aside: " + e.getMessage(), e);
        }
    }

    private static void keepLog(Path fresh) throws SQLException {
        try (Connection connection = open(fresh, "rw"); Statement statement = connection.createStatement()) {
            pragma(statement, "journal_mode = WAL");
        }
    }

    private static String pragma(Statement statement, String pragma) throws SQLException {
        try (ResultSet result = statement.executeQuery("PRAGMA " + pragma)) {
            return result.next() ? result.getString(1) : "";
        }
    }

    private static void sync(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
