package dev.towline.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towline.budget.Budget;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditFileTest {
    private static final Instant NOW = Instant.parse("2026-11-21T01:02:03Z");

    @TempDir
    Path folder;

    private static AuditEntry entry(String request, String detail) {
        return new AuditEntry(NOW, "token", "anna", "127.0.0.1", "ysc", request, detail, 202, "accepted");
    }

    @Test
    void what_was_recorded_is_there_for_the_next_process_the_newest_first() {
        AuditFile file = new AuditFile(folder, text -> text.replace("hunter2", "***"));
        file.record(entry("suspend", ""));
        file.record(entry("resume", ""));
        assertEquals(List.of(entry("resume", ""), entry("suspend", "")),
                new AuditFile(folder, text -> text.replace("hunter2", "***")).newest(10));
        assertEquals(List.of(entry("resume", "")), file.newest(1));
    }

    @Test
    void a_secret_that_is_known_is_not_written() throws IOException {
        new AuditFile(folder, text -> text.replace("hunter2", "***")).record(entry("adopt", "/etc/hunter2"));
        assertTrue(Files.readString(folder.resolve("audit.log")).contains("/etc/***"));
    }

    @Test
    void nobody_else_can_read_it() throws IOException {
        new AuditFile(folder, text -> text.replace("hunter2", "***")).record(entry("suspend", ""));
        assertEquals("rw-------",
                PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("audit.log"))));
    }

    @Test
    void a_line_break_in_what_was_asked_makes_no_second_entry() {
        AuditFile file = new AuditFile(folder, text -> text.replace("hunter2", "***"));
        file.record(entry("adopt", "/etc/x\n{\"by\":\"root\"}\u0000" + "y".repeat(1_000)));
        List<AuditEntry> all = file.newest(10);
        assertEquals(1, all.size());
        assertTrue(all.getFirst().detail().startsWith("/etc/x {\"by\":\"root\"} y"), all.toString());
        assertTrue(all.getFirst().detail().length() <= 301);
    }

    @Test
    void a_line_that_a_crash_has_cut_hides_no_other() throws IOException {
        AuditFile file = new AuditFile(folder, text -> text.replace("hunter2", "***"));
        file.record(entry("suspend", ""));
        Files.writeString(folder.resolve("audit.log"), "{\"at\":\"2026\n", StandardOpenOption.APPEND);
        file.record(entry("resume", ""));
        assertEquals(2, file.newest(10).size());
    }

    @Test
    void a_byte_that_is_no_text_hides_no_other_entry() throws IOException {
        AuditFile file = new AuditFile(folder, text -> text);
        file.record(entry("suspend", ""));
        Files.write(folder.resolve("audit.log"), new byte[]{-1, -2, '\n'}, StandardOpenOption.APPEND);
        file.record(entry("resume", ""));
        assertEquals(2, file.newest(10).size());
    }

    @Test
    void one_that_cannot_be_read_is_told_and_never_an_empty_trail() throws IOException {
        AuditFile file = new AuditFile(folder, text -> text);
        assertEquals(List.of(), file.newest(10), "nobody has asked for anything yet");
        Files.createDirectories(folder.resolve("audit.log/in/its/place"));
        UncheckedIOException e = assertThrows(UncheckedIOException.class, () -> file.newest(10));
        assertTrue(String.valueOf(e.getMessage()).contains(folder.resolve("audit.log").toString()), e.getMessage());
    }

    @Test
    void a_file_that_somebody_has_grown_is_read_from_its_end() throws IOException {
        Path log = folder.resolve("audit.log");
        try (RandomAccessFile grown = new RandomAccessFile(log.toFile(), "rw")) {
            grown.setLength(5L << 30);
        }
        Files.writeString(log, "\n{\"at\":\"2026-11-30T10:00:00Z\",\"request\":\"suspend\"}\n",
                StandardOpenOption.APPEND);
        assertEquals(List.of("suspend"),
                new AuditFile(folder, text -> text).newest(10).stream().map(AuditEntry::request).toList());
    }

    @Test
    void it_does_not_grow_beyond_twice_its_size_and_loses_the_oldest_only() throws IOException {
        AuditFile file = new AuditFile(folder, text -> text.replace("hunter2", "***"));
        file.record(entry("first", ""));
        Path log = folder.resolve("audit.log");
        for (int i = 0; i < 4; i++) {
            // As large as it may be, without writing each line to the disk.
            Files.writeString(log, (" ".repeat(1_000) + "\n").repeat((int) (Budget.AUDIT_FILE.amount() / 1_001)),
                    StandardOpenOption.APPEND, StandardOpenOption.CREATE);
            file.record(entry("number-" + i, "x".repeat(290)));
        }
        long whole = Files.size(log) + Files.size(folder.resolve("audit.log.1"));
        assertTrue(whole <= 2 * Budget.AUDIT_FILE.amount() + 2_000, "bytes: " + whole);
        assertEquals("number-3", file.newest(1).getFirst().request());
        assertTrue(file.newest(10).stream().noneMatch(e -> e.request().equals("first")));
    }
}
