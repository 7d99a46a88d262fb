package dev.towline.host.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towline.budget.Budget;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The output of a job, which may write more than anybody wants to keep. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
final class OutputFollowerTest {
    @TempDir
    Path folder;

    @Test
    void lines_are_handed_on_as_they_come() throws IOException {
        List<String> lines = new ArrayList<>();
        OutputFollower follower = new OutputFollower(file(), lines::add);
        append("one\ntw");
        assertFalse(follower.poll());
        append("o\nthree");
        assertEquals("one\ntwo\nthree", follower.finish());
        assertEquals(List.of("one", "two", "three"), lines);
    }

    @Test
    void of_what_comes_faster_than_it_is_read_the_middle_is_left_out_and_counted() throws IOException {
        List<String> lines = new ArrayList<>();
        OutputFollower follower = new OutputFollower(file(), lines::add);
        append("first\n" + "y\n".repeat(5 << 20) + "last\n");
        assertTrue(follower.poll());
        assertEquals("first", lines.getFirst());
        assertEquals("last", lines.getLast());
        long bytes = lines.stream().mapToLong(line -> line.length() + 1L).sum();
        assertTrue(bytes < Budget.JOB_OUTPUT_AT_ONCE.amount() + 200, () -> "handed on: " + bytes);
        assertEquals(1, lines.stream().filter(line -> line.startsWith("[")).count());
    }

    @Test
    void a_file_that_grew_too_large_is_emptied() throws IOException {
        OutputFollower follower = new OutputFollower(file(), line -> {});
        for (int i = 0; i < 5; i++) {
            append("x".repeat((int) Budget.JOB_OUTPUT_FILE.amount() / 4) + "\n");
            follower.poll();
        }
        assertTrue(Files.size(file()) < Budget.JOB_OUTPUT_FILE.amount() / 2);
        append("after\n");
        assertTrue(follower.finish().endsWith("after\n"));
    }

    @Test
    void a_writer_that_never_stops_is_read_no_longer_than_what_was_there() throws IOException, InterruptedException {
        Process yes = new ProcessBuilder("yes").redirectOutput(
                ProcessBuilder.Redirect.appendTo(file().toFile())).start();
        try {
            OutputFollower follower = new OutputFollower(file(), line -> {});
            long most = 0;
            for (int i = 0; i < 50; i++) {
                follower.poll();
                most = Math.max(most, Files.size(file()));
            }
            long largest = most;
            assertTrue(largest < 64 * Budget.JOB_OUTPUT_FILE.amount(), () -> "the file grew to " + largest);
        } finally {
            yes.destroyForcibly().waitFor();
        }
    }

    private Path file() {
        return folder.resolve("output");
    }

    private void append(String text) throws IOException {
        Files.write(file(), text.getBytes(StandardCharsets.UTF_8), StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }
}
