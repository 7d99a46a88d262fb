package dev.towline.restore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
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
}
