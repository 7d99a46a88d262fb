package dev.towline.history.sqlite;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towline.desired.TargetName;
import dev.towline.history.DeploymentId;
import dev.towline.history.Journal;
import dev.towline.history.JournalEntry;
import dev.towline.history.Undo;
import dev.towline.host.Ownership;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What returned is there after the process was killed in the middle of its writes. */
class SqliteCrashTest {
    private static final TargetName CLUB = TargetName.site("club");

    @TempDir
    Path folder;

    /** Writes steps until it is killed, and tells each that returned. */
    static final class Writer {
        public static void main(String[] arguments) {
            Journal journal = SqliteHistory.open(Path.of(arguments[0])).journal();
            journal.open(CLUB, new DeploymentId("20261121-010203-aaaa"));
            int longer = Integer.parseInt(arguments[1]);
            for (int i = 0; true; i++) {
                String kept = journal.keep(new ByteArrayInputStream(content("before " + i, longer)));
                long entry = journal.intend(CLUB, "step " + i,
                        new Undo.PutFile("/etc/" + i, kept, Ownership.root(0644)));
                tell("intended " + entry);
                journal.done(CLUB, entry);
                tell("done " + entry);
                if (i % 3 == 0) {
                    journal.undone(CLUB, entry);
                    tell("undone " + entry);
                }
            }
        }

        /** With zeros after it, so many that it has a file of its own. */
        private static byte[] content(String text, int longer) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            return Arrays.copyOf(bytes, bytes.length + longer);
        }

        // This process exists to print; its parent reads it line by line.
        private static void tell(String line) {
            System.out.println(line);
            System.out.flush();
        }
    }

    private List<String> killAfter(int lines, int longer, Path file) throws IOException, InterruptedException {
        Process child = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED", "-XX:TieredStopAtLevel=1", "-cp",
                System.getProperty("java.class.path"), Writer.class.getName(), file.toString(),
                Integer.toString(longer))
                .redirectError(folder.resolve("errors").toFile()).start();
        List<String> told = new ArrayList<>();
        try (var reader = new BufferedReader(
                new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                told.add(line);
                if (told.size() == lines) {
                    // By its handle: the Process itself would close the pipe, and what was told last would be lost.
                    child.toHandle().destroyForcibly();
                }
            }
        } finally {
            child.destroyForcibly();
        }
        assertTrue(child.waitFor(30, TimeUnit.SECONDS));
        assertTrue(told.size() >= lines, () -> "the writer ended early: " + errors());
        return told;
    }

    private String errors() {
        try {
            return Files.readString(folder.resolve("errors"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static long number(String line) {
        return Long.parseLong(line.substring(line.indexOf(' ') + 1));
    }

    @ParameterizedTest
    @CsvSource({"1,0", "2,0", "3,0", "50,0", "333,0", "1,2000000", "3,2000000", "20,2000000"})
    void every_step_that_returned_is_there_after_kill_9(int lines, int longer) throws Exception {
        Path file = folder.resolve("state/history.db");
        List<String> told = killAfter(lines, longer, file);
        try (SqliteHistory history = SqliteHistory.open(file)) {
            Map<Long, JournalEntry> entries = history.journal().entries(CLUB).stream()
                    .collect(Collectors.toMap(JournalEntry::number, Function.identity()));
            List<Long> undone = told.stream().filter(l -> l.startsWith("undone")).map(SqliteCrashTest::number).toList();
            long last = number(told.getLast());
            for (String line : told) {
                long entry = number(line);
                // The last step may have gone on between its line and the signal.
                if (!undone.contains(entry) && entry < last) {
                    JournalEntry found = entries.get(entry);
                    assertTrue(found != null && (found.done() || !line.startsWith("done")), line);
                }
            }
            undone.forEach(entry -> assertTrue(!entries.containsKey(entry)));
            for (JournalEntry entry : entries.values()) {
                String step = entry.step().replace("step", "before");
                try (InputStream kept = history.journal().kept(((Undo.PutFile) entry.undo()).kept())) {
                    assertArrayEquals(Writer.content(step, longer), kept.readAllBytes());
                }
            }
            history.journal().close(CLUB);
            assertEquals(List.of(), history.journal().entries(CLUB));
            if (longer > 0) {
                assertEquals(0, Objects.requireNonNull(folder.resolve("state/kept").toFile().list()).length);
            }
        }
    }

    @Test
    void the_disk_of_a_running_agent_copied_file_by_file_opens_with_all_that_returned() throws Exception {
        Path live = folder.resolve("state/history.db");
        Path copy = Files.createDirectories(folder.resolve("copy"));
        try (SqliteHistory history = SqliteHistory.open(live)) {
            history.journal().open(CLUB, new DeploymentId("20261121-010203-aaaa"));
            long entry = history.journal().intend(CLUB, "write", new Undo.Remove("/etc/a"));
            history.journal().done(CLUB, entry);
            // As after a power cut: the log is there, nothing was checkpointed, the shared memory is lost.
            Files.copy(live, copy.resolve("history.db"));
            Files.copy(live.resolveSibling("history.db-wal"), copy.resolve("history.db-wal"));
        }
        try (SqliteHistory history = SqliteHistory.open(copy.resolve("history.db"))) {
            assertTrue(history.journal().entries(CLUB).getFirst().done());
        }
    }

    @Test
    void a_log_that_was_cut_in_the_middle_of_a_commit_loses_only_that_commit() throws Exception {
        Path live = folder.resolve("state/history.db");
        Path copy = Files.createDirectories(folder.resolve("copy"));
        try (SqliteHistory history = SqliteHistory.open(live)) {
            history.journal().open(CLUB, new DeploymentId("20261121-010203-aaaa"));
            long one = history.journal().intend(CLUB, "one", new Undo.Remove("/etc/a"));
            history.journal().done(CLUB, one);
            long whole = Files.size(live.resolveSibling("history.db-wal"));
            history.journal().intend(CLUB, "two", new Undo.Remove("/etc/b"));
            byte[] log = Files.readAllBytes(live.resolveSibling("history.db-wal"));
            assertTrue(log.length > whole);
            Files.copy(live, copy.resolve("history.db"));
            Files.write(copy.resolve("history.db-wal"), Arrays.copyOf(log, log.length - 100));
        }
        try (SqliteHistory history = SqliteHistory.open(copy.resolve("history.db"))) {
            assertEquals(List.of("one"), history.journal().entries(CLUB).stream().map(JournalEntry::step).toList());
            assertTrue(history.journal().entries(CLUB).getFirst().done());
        }
    }
}
