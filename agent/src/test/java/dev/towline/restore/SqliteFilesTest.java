package dev.towline.restore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteFilesTest {
    @TempDir
    Path folder;

    private Connection site(Path file) throws SQLException {
        Connection site = DriverManager.getConnection("jdbc:sqlite:" + file);
        try (Statement statement = site.createStatement()) {
            statement.execute("PRAGMA journal_mode = WAL");
            statement.execute("CREATE TABLE member (name TEXT)");
            statement.execute("INSERT INTO member VALUES ('Ada'), ('Grace')");
        }
        return site;
    }

    @Test
    void rows_that_stand_only_in_the_log_are_copied_while_the_site_writes() throws Exception {
        Path file = folder.resolve("a site's db.sqlite3");
        try (Connection site = site(file)) {
            SqliteFiles.copy(file, folder.resolve("copy"));
            assertFalse(site.isClosed());
        }
        assertEquals(Map.of("member", 2L), SqliteFiles.check(folder.resolve("copy")));
    }

    @Test
    void a_copy_never_replaces_what_is_there() throws Exception {
        Path file = folder.resolve("db.sqlite3");
        Path other = Files.writeString(folder.resolve("other"), "precious");
        try (Connection site = site(file)) {
            assertTrue(site.isValid(1));
            assertThrows(IOException.class, () -> SqliteFiles.copy(file, other));
        }
        assertEquals("precious", Files.readString(other));
    }

    @Test
    void a_copy_that_fails_leaves_nothing_and_names_the_file() throws Exception {
        Path file = Files.writeString(folder.resolve("db.sqlite3"), "this was never a database".repeat(100));
        IOException failure = assertThrows(IOException.class, () -> SqliteFiles.copy(file, folder.resolve("copy")));
        assertTrue(String.valueOf(failure.getMessage()).contains(file.toString()), failure.getMessage());
        assertFalse(Files.exists(folder.resolve("copy")));
    }

    @Test
    void a_file_that_is_cut_short_is_not_whole() throws Exception {
        Path file = folder.resolve("db.sqlite3");
        try (Connection site = site(file); Statement statement = site.createStatement()) {
            statement.execute("INSERT INTO member SELECT hex(randomblob(500)) FROM "
                    + "(WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200) SELECT i FROM n)");
        }
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, java.util.Arrays.copyOf(whole, whole.length / 2));
        assertThrows(IOException.class, () -> SqliteFiles.check(file));
    }

    private static List<String> names(Path file) throws SQLException {
        List<String> names = new ArrayList<>();
        try (Connection site = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = site.createStatement();
                ResultSet rows = statement.executeQuery("SELECT name FROM member ORDER BY name")) {
            while (rows.next()) {
                names.add(rows.getString(1));
            }
        }
        return names;
    }

    private static void execute(Path file, String sql) throws SQLException {
        try (Connection site = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = site.createStatement()) {
            statement.execute(sql);
        }
    }

    @Test
    void rows_and_migrations_are_told_a_line_each() throws Exception {
        Path file = folder.resolve("db.sqlite3");
        try (Connection site = site(file)) {
            assertTrue(site.isValid(1));
            execute(file, "CREATE TABLE django_migrations (id INTEGER, app TEXT, name TEXT)");
            execute(file, "INSERT INTO django_migrations VALUES (1, 'club', '0001_initial')");
            execute(file,
                    "CREATE TABLE towline_statement (id INTEGER, release TEXT, migration TEXT, phase TEXT, state TEXT,"
                            + " kind TEXT, table_name TEXT)");
            execute(file, "INSERT INTO towline_statement VALUES (7, 'r2', 'club.0002_x', 'deferred', 'waiting',"
                    + " 'drop-column', 'member')");
            assertEquals(List.of("rows 1 django_migrations", "rows 2 member", "rows 1 towline_statement",
                    "migration club.0001_initial", "ledger 7 r2 club.0002_x deferred waiting drop-column member"),
                    SqliteFiles.tell(file));
        }
    }

    @Test
    void a_fresh_file_takes_the_place_of_the_live_one_which_stays_whole_with_the_rows_of_its_log() throws Exception {
        Path live = folder.resolve("db.sqlite3");
        Path fresh = folder.resolve("fresh");
        Path aside = folder.resolve("aside");
        Path killed = folder.resolve("killed");
        try (Connection site = site(live)) {
            assertTrue(site.isValid(1));
            SqliteFiles.copy(live, fresh);
            execute(live, "INSERT INTO member VALUES ('Joan')");
            // As a killed process leaves them: the newest rows in the log alone.
            Files.copy(live, killed);
            Files.copy(folder.resolve("db.sqlite3-wal"), folder.resolve("killed-wal"));
        }
        Files.setPosixFilePermissions(killed, PosixFilePermissions.fromString("rw-r-----"));
        SqliteFiles.exchange(killed, fresh, aside);
        assertEquals(List.of("Ada", "Grace"), names(killed));
        assertEquals(List.of("Ada", "Grace", "Joan"), names(aside));
        assertFalse(Files.exists(fresh));
        assertEquals("rw-r-----", PosixFilePermissions.toString(Files.getPosixFilePermissions(killed)));
        try (Connection site = DriverManager.getConnection("jdbc:sqlite:" + killed);
                Statement statement = site.createStatement();
                ResultSet mode = statement.executeQuery("PRAGMA journal_mode")) {
            assertEquals("wal", mode.getString(1));
        }
    }

    @Test
    void a_live_file_that_somebody_has_open_is_not_exchanged() throws Exception {
        Path live = folder.resolve("db.sqlite3");
        Path fresh = folder.resolve("fresh");
        try (Connection site = site(live)) {
            assertTrue(site.isValid(1));
            SqliteFiles.copy(live, fresh);
            IOException refused = assertThrows(IOException.class,
                    () -> SqliteFiles.exchange(live, fresh, folder.resolve("aside")));
            assertTrue(String.valueOf(refused.getMessage()).contains(live.toString()), refused.getMessage());
        }
        assertTrue(Files.exists(fresh) && !Files.exists(folder.resolve("aside")));
        assertEquals(List.of("Ada", "Grace"), names(live));
    }

    @Test
    void a_damaged_live_file_goes_aside_as_it_is_and_comes_back_as_it_was() throws Exception {
        Path live = folder.resolve("db.sqlite3");
        Path fresh = folder.resolve("fresh");
        Path aside = folder.resolve("aside");
        try (Connection site = site(live)) {
            assertTrue(site.isValid(1));
            SqliteFiles.copy(live, fresh);
        }
        Files.writeString(live, "this is no database any more".repeat(300));
        Files.writeString(folder.resolve("db.sqlite3-wal"), "nor its log");
        SqliteFiles.exchange(live, fresh, aside);
        assertEquals(List.of("Ada", "Grace"), names(live));
        SqliteFiles.exchange(live, aside, folder.resolve("scratch"));
        assertTrue(Files.readString(live).startsWith("this is no database"));
        assertEquals("nor its log", Files.readString(folder.resolve("db.sqlite3-wal")));
        assertEquals(List.of("Ada", "Grace"), names(folder.resolve("scratch")));
    }

    @Test
    void a_missing_live_file_is_simply_put_there() throws Exception {
        Path live = folder.resolve("db.sqlite3");
        Path fresh = folder.resolve("fresh");
        try (Connection site = site(fresh)) {
            assertTrue(site.isValid(1));
        }
        SqliteFiles.exchange(live, fresh, folder.resolve("aside"));
        assertEquals(List.of("Ada", "Grace"), names(live));
    }
}
