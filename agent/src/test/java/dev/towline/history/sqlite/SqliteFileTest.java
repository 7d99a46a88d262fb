package dev.towline.history.sqlite;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towline.desired.TargetName;
import dev.towline.history.Decision;
import dev.towline.history.HistoryException;
import dev.towline.history.HistoryException.Kind;
import dev.towline.history.Owned;
import dev.towline.history.Pair;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The file itself: who may read it, and what happens when it is not what it should be. */
class SqliteFileTest {
    private static final TargetName CLUB = TargetName.site("club");
    private static final Decision SUSPENDED = new Decision.Suspend("", new Decision.Said("ada", null));

    @TempDir
    Path folder;

    private Path file() {
        return folder.resolve("state/history.db");
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    private void execute(String sql) throws SQLException {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file());
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private HistoryException refused() {
        return assertThrows(HistoryException.class, () -> SqliteHistory.open(file()));
    }

    @Test
    void nobody_else_may_read_it() throws IOException {
        try (SqliteHistory history = SqliteHistory.open(file())) {
            history.decisions().put(CLUB, SUSPENDED);
            assertEquals("rwx------", mode(folder.resolve("state")));
            assertEquals("rw-------", mode(file()));
            assertEquals("rw-------", mode(folder.resolve("state/history.db-wal")));
            assertEquals("rw-------", mode(folder.resolve("state/history.db-shm")));
        }
    }

    /** OFF or NORMAL would lose a step that was marked done at a power cut. */
    @Test
    void what_was_written_is_on_the_disk_when_a_call_returns() throws Exception {
        SqliteHistory.open(file()).close();
        try (Connection connection = SqliteHistory.connect(file(), new Failures(file()))) {
            assertEquals(List.of(2), Database.Transaction.list(connection, row -> row.getInt(1), "PRAGMA synchronous"));
            assertEquals(List.of("wal"),
                    Database.Transaction.list(connection, row -> row.getString(1), "PRAGMA journal_mode"));
        }
    }

    @Test
    void a_file_that_others_may_read_is_closed_to_them() throws IOException {
        SqliteHistory.open(file()).close();
        Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-rw-r--"));
        SqliteHistory.open(file()).close();
        assertEquals("rw-------", mode(file()));
    }

    @Test
    void a_folder_that_everybody_may_write_is_refused_and_left_as_it_is() throws IOException {
        Path open = Files.createDirectory(folder.resolve("state"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
        assertTrue(refused().getMessage().contains("chmod 700"));
        assertEquals("rwxrwxrwx", mode(open));
    }

    @Test
    void a_link_in_its_place_is_refused() throws IOException {
        Files.createDirectory(folder.resolve("state"));
        Files.createSymbolicLink(file(), folder.resolve("elsewhere"));
        assertTrue(refused().getMessage().contains("no regular file"));
    }

    @Test
    void a_later_schema_is_refused_and_stays() throws Exception {
        SqliteHistory.open(file()).close();
        execute("PRAGMA user_version = 7");
        byte[] before = Files.readAllBytes(file());
        HistoryException e = refused();
        assertEquals(Kind.NEWER, e.kind());
        assertTrue(e.getMessage().contains("schema 7, this one knows " + Schema.NEWEST), e.getMessage());
        assertArrayEquals(before, Files.readAllBytes(file()));
    }

    @Test
    void somebody_elses_database_is_refused() throws Exception {
        Files.createDirectory(folder.resolve("state"));
        execute("CREATE TABLE auth_user (id INTEGER)");
        HistoryException e = refused();
        assertEquals(Kind.DAMAGED, e.kind());
        assertTrue(e.getMessage().contains("not Towline's"), e.getMessage());
    }

    @Test
    void a_file_that_is_no_database_is_refused_and_stays() throws IOException {
        Files.createDirectory(folder.resolve("state"));
        Files.writeString(file(), "this was a database once\n".repeat(500));
        HistoryException e = refused();
        assertEquals(Kind.DAMAGED, e.kind());
        assertTrue(e.getMessage().contains("move it away together with its -wal and -shm"), e.getMessage());
        assertTrue(Files.readString(file()).startsWith("this was a database once"));
    }

    @Test
    void a_file_with_a_broken_page_is_refused_rather_than_half_read() throws IOException {
        try (SqliteHistory history = SqliteHistory.open(file())) {
            history.inventory().replace(CLUB, IntStream.range(0, 2000)
                    .mapToObj(i -> Owned.of(CLUB, Owned.Kind.FILE, "/etc/club/" + i)).toList());
        }
        try (RandomAccessFile page = new RandomAccessFile(file().toFile(), "rw")) {
            for (long at = 4096 * 8; at < page.length(); at += 4096) {
                page.seek(at);
                page.write(new byte[64]);
            }
        }
        assertEquals(Kind.DAMAGED, refused().kind());
    }

    @Test
    void an_empty_file_is_refused_and_stays() throws IOException {
        Files.createDirectory(folder.resolve("state"));
        Files.createFile(file());
        HistoryException e = refused();
        assertEquals(Kind.DAMAGED, e.kind());
        assertTrue(e.getMessage().contains(file() + " is empty (0 bytes)"), e.getMessage());
        assertTrue(e.getMessage().contains("Put a copy of it back"), e.getMessage());
        assertEquals(0, Files.size(file()));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 50, 100, 512, 4096, 20_000})
    void a_file_that_was_cut_short_is_refused_and_stays(int length) throws IOException {
        try (SqliteHistory history = SqliteHistory.open(file())) {
            history.inventory().replace(CLUB, IntStream.range(0, 2000)
                    .mapToObj(i -> Owned.of(CLUB, Owned.Kind.FILE, "/etc/club/" + i)).toList());
        }
        try (RandomAccessFile cut = new RandomAccessFile(file().toFile(), "rw")) {
            cut.setLength(length);
        }
        assertEquals(Kind.DAMAGED, refused().kind());
        assertEquals(length, Files.size(file()));
    }

    @Test
    void a_folder_in_its_place_is_refused() throws IOException {
        Files.createDirectories(file());
        HistoryException e = refused();
        assertEquals(Kind.UNAVAILABLE, e.kind());
        assertTrue(e.getMessage().contains(file() + " is no regular file"), e.getMessage());
    }

    @Test
    void a_log_without_its_file_is_no_new_beginning() throws IOException {
        SqliteHistory.open(file()).close();
        Files.delete(file());
        Path log = Files.writeString(folder.resolve("state/history.db-wal"), "what was not yet in the file");
        HistoryException e = refused();
        assertEquals(Kind.DAMAGED, e.kind());
        assertTrue(e.getMessage().contains(log + " is there"), e.getMessage());
        assertTrue(Files.notExists(file()));
    }

    @Test
    void a_start_that_was_cut_before_the_schema_was_made_is_made_good() throws IOException {
        Files.createDirectory(folder.resolve("state"));
        Files.writeString(folder.resolve("state/history.db.new"), "");
        Files.writeString(folder.resolve("state/history.db.new-wal"), "half");
        try (SqliteHistory history = SqliteHistory.open(file())) {
            assertTrue(history.targets().known().isEmpty());
            assertTrue(Files.notExists(folder.resolve("state/history.db.new")));
            assertTrue(Files.notExists(folder.resolve("state/history.db.new-wal")));
            assertEquals("rw-------", mode(file()));
        }
    }

    @Test
    void a_pass_that_changes_nothing_writes_nothing() throws IOException {
        try (SqliteHistory history = SqliteHistory.open(file())) {
            Pair pair = new Pair("1".repeat(40), "2".repeat(64), null, null);
            Runnable pass = () -> {
                history.inventory().replace(CLUB, IntStream.range(0, 100)
                        .mapToObj(i -> Owned.of(CLUB, Owned.Kind.FILE, "/etc/club/" + i)).toList());
                history.targets().lastGood(CLUB, pair);
                for (Decision.Kind kind : Decision.Kind.values()) {
                    history.decisions().end(CLUB, kind);
                }
                history.quarantine().clear(TargetName.HOST);
                history.journal().entries(CLUB);
                history.journal().close(CLUB);
            };
            pass.run();
            Path wal = folder.resolve("state/history.db-wal");
            long size = Files.size(wal);
            var modified = Files.getLastModifiedTime(wal);
            pass.run();
            assertEquals(size, Files.size(wal));
            assertEquals(modified, Files.getLastModifiedTime(wal));
        }
    }
}
