package dev.towline.history.sqlite;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towline.desired.TargetName;
import dev.towline.history.DeploymentId;
import dev.towline.history.HistoryException;
import dev.towline.history.Journal;
import dev.towline.history.Retention;
import dev.towline.history.Undo;
import dev.towline.host.Digest;
import dev.towline.host.HostException;
import dev.towline.host.Ownership;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Long bytes that a step replaces: where they stand, who may read them, and when they are refused. */
class KeptFilesTest {
    private static final TargetName CLUB = TargetName.site("club");
    private static final byte[] LONG = new byte[3_000_000];

    @TempDir
    Path folder;

    private Path database() {
        return folder.resolve("state/towline.db");
    }

    private Path kept() {
        return folder.resolve("state/kept");
    }

    private static InputStream content() {
        return new ByteArrayInputStream(LONG);
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(kept())) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    private SqliteHistory with(long most, long reserve) {
        return SqliteHistory.open(database(), Retention.STANDARD, new KeptFiles.Limits(most, reserve));
    }

    @Test
    void long_bytes_stand_in_one_file_that_nobody_else_may_read() throws IOException {
        try (SqliteHistory history = SqliteHistory.open(database())) {
            String reference = history.journal().keep(content());
            assertEquals(List.of(reference), names());
            assertEquals("rwx------", mode(kept()));
            assertEquals("rw-------", mode(kept().resolve(reference)));
            assertTrue(Files.size(database()) + Files.size(folder.resolve("state/towline.db-wal")) < LONG.length);
        }
    }

    @Test
    void more_than_one_undo_may_hold_is_refused_and_leaves_nothing() throws IOException {
        try (SqliteHistory history = with(2_000_000, 0)) {
            HostException e = assertThrows(HostException.class, () -> history.journal().keep(content()));
            assertEquals(HostException.Kind.DISK, e.kind());
            assertEquals(List.of(), names());
        }
    }

    @Test
    void a_full_disk_is_left_with_its_last_room() throws IOException {
        try (SqliteHistory history = with(1L << 40, Long.MAX_VALUE)) {
            HostException e = assertThrows(HostException.class, () -> history.journal().keep(content()));
            assertEquals(HostException.Kind.DISK, e.kind());
            assertEquals(List.of(), names());
        }
    }

    @Test
    void a_source_that_breaks_off_leaves_nothing() throws IOException {
        try (SqliteHistory history = SqliteHistory.open(database())) {
            InputStream broken = new SequenceInputStream(content(), new InputStream() {
                @Override
                public int read() throws IOException {
                    throw new IOException("the disk is gone");
                }

                @Override
                public int read(byte[] bytes, int from, int length) throws IOException {
                    return read();
                }
            });
            assertThrows(HostException.class, () -> history.journal().keep(broken));
            assertEquals(List.of(), names());
        }
    }

    @Test
    void what_changed_or_went_is_noticed_before_a_byte_is_put_back() throws IOException {
        try (SqliteHistory history = SqliteHistory.open(database())) {
            String reference = history.journal().keep(content());
            Files.write(kept().resolve(reference), new byte[LONG.length - 1]);
            assertEquals(HistoryException.Kind.DAMAGED,
                    assertThrows(HistoryException.class, () -> history.journal().kept(reference)).kind());
            Files.delete(kept().resolve(reference));
            assertEquals(HistoryException.Kind.DAMAGED,
                    assertThrows(HistoryException.class, () -> history.journal().kept(reference)).kind());
        }
    }

    @Test
    void the_close_of_another_target_leaves_what_was_kept_a_moment_ago() throws IOException {
        try (SqliteHistory history = SqliteHistory.open(database())) {
            Journal journal = history.journal();
            journal.open(CLUB, new DeploymentId("20261121-010203-aaaa"));
            String reference = journal.keep(content());
            journal.open(TargetName.HOST, new DeploymentId("20261121-010203-bbbb"));
            journal.close(TargetName.HOST);
            assertEquals(List.of(reference), names());
            journal.intend(CLUB, "a", new Undo.PutFile("/etc/a", reference, Ownership.root(0644)));
            journal.close(CLUB);
            assertEquals(List.of(), names());
        }
    }

    @Test
    void what_a_kill_left_without_a_row_goes_with_the_next_close() throws IOException {
        Files.createDirectories(kept());
        Files.write(kept().resolve(".draft-1"), new byte[LONG.length + 1]);
        Files.write(kept().resolve(Digest.of(LONG).hex()), LONG);
        try (SqliteHistory history = SqliteHistory.open(database())) {
            history.journal().open(CLUB, new DeploymentId("20261121-010203-aaaa"));
            byte[] other = Arrays.copyOf(new byte[]{1}, LONG.length);
            String reference = history.journal().keep(new ByteArrayInputStream(other));
            try (InputStream kept = history.journal().kept(reference)) {
                assertArrayEquals(other, kept.readAllBytes());
            }
            history.journal().intend(CLUB, "a", new Undo.PutFile("/etc/a", reference, Ownership.root(0644)));
            history.journal().close(CLUB);
            assertEquals(List.of(), names());
        }
    }

    @Test
    void long_bytes_in_a_row_of_an_earlier_version_are_still_put_back() throws Exception {
        SqliteHistory.open(database()).close();
        String reference = Digest.of(LONG).hex();
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + database());
                var insert = connection.prepareStatement("INSERT INTO kept (reference, content) VALUES (?, ?)")) {
            insert.setString(1, reference);
            insert.setBytes(2, LONG);
            insert.executeUpdate();
        }
        try (SqliteHistory history = SqliteHistory.open(database());
                InputStream kept = history.journal().kept(reference)) {
            assertArrayEquals(LONG, kept.readAllBytes());
        }
    }
}
