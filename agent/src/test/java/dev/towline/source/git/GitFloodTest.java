package dev.towline.source.git;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is far larger than it looks, met by a process with the agent's memory. */
class GitFloodTest {
    private static final int MANY = 30 << 20;
    /** The agent with a heap of 96 MiB. */
    private static final long MOST_MIB = 220;

    @TempDir
    Path temp;

    private List<String> agent(String workers, String... urls) throws Exception {
        List<String> arguments = new ArrayList<>(List.of(temp.resolve("state").toString(), workers));
        arguments.addAll(Arrays.asList(urls));
        Process agent = Jvm.start("96m", SmallAgent.class.getName(), arguments);
        agent.getOutputStream().close();
        Thread errors = Thread.ofVirtual().start(() -> {
            try {
                agent.getErrorStream().transferTo(OutputStream.nullOutputStream());
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
        String said = new String(agent.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        errors.join();
        assertEquals(0, agent.waitFor(), said);
        List<String> lines = said.lines().toList();
        long peak = Long.parseLong(lines.getLast().substring("peak ".length()));
        assertTrue(peak < MOST_MIB, "the agent took " + peak + " MiB");
        return lines;
    }

    private static String starting(List<String> lines, int line) {
        return lines.get(line).substring(0, Math.min(9, lines.get(line).length())).strip();
    }

    @Test
    void a_commit_of_30_megabytes_is_refused_once_and_others_go_on() throws Exception {
        try (GitUpstream bad = new GitUpstream(temp.resolve("bad.git"));
                GitUpstream good = new GitUpstream(temp.resolve("good.git"))) {
            bad.commit("main", Map.of("a", "1"), "x".repeat(MANY));
            good.commit("main", Map.of("a", "1"), "First");
            List<String> lines = agent("256m", bad.folder().toString(), good.folder().toString(),
                    bad.folder().toString());
            assertTrue(lines.get(0).startsWith("Refused 1") && lines.get(0).contains("commit"), lines.toString());
            assertEquals("Moved 1 M", starting(lines, 1), lines.toString());
            assertTrue(lines.get(2).startsWith("Refused 0"), lines.toString());
        }
    }

    @Test
    void a_binary_that_is_stored_as_a_difference_kills_only_a_worker_that_is_too_small_and_only_once()
            throws Exception {
        byte[] bytes = new byte[20 << 20];
        new Random(7).nextBytes(bytes);
        Path folder = temp.resolve("binary.git");
        try (GitUpstream upstream = new GitUpstream(folder)) {
            binary(upstream, bytes);
            bytes[9_000_000]++;
            binary(upstream, bytes);
        }
        Process repack = new ProcessBuilder("git", "-C", folder.toString(), "repack", "-q", "-a", "-d", "-f")
                .inheritIO().start();
        assertEquals(0, repack.waitFor());
        List<String> small = agent("40m", folder.toString(), folder.toString());
        assertTrue(small.get(0).startsWith("Refused 1") && small.get(0).contains("fit"), small.toString());
        assertTrue(small.get(1).startsWith("Refused 0"), small.toString());
        Path link = temp.resolve("again.git");
        java.nio.file.Files.createSymbolicLink(link, folder);
        List<String> shipped = agent("256m", link.toString(), link.toString());
        assertEquals("Moved 1 M", starting(shipped, 0), shipped.toString());
        assertTrue(shipped.get(1).startsWith("Unchanged 0"), shipped.toString());
    }

    private static void binary(GitUpstream upstream, byte[] bytes) {
        ObjectId blob = upstream.blob(bytes);
        upstream.commit("main", upstream.tree(GitUpstream.Raw.of("big.bin", FileMode.REGULAR_FILE, blob)), "Big");
    }
}
