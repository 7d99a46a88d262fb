package dev.towline.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code towline demo} from the built distribution, as the README says to run it. */
class DemoIT {
    private static final long PATIENCE_SECONDS = 400;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path temporary;

    @Test
    void the_whole_story_happens_and_leaves_nothing_behind() throws Exception {
        Path folder = temporary.resolve("d");
        Path home = Files.createDirectory(temporary.resolve("h"));
        Process demo = demo(home, "--folder", folder.toString()).start();
        String told = new String(demo.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(demo.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS), told);
        assertEquals(0, demo.exitValue(), told);
        for (int act = 1; act <= 8; act++) {
            assertTrue(told.contains("\n" + act + "  "), told);
        }
        assertTrue(told.contains("components/demo-proxy/proxy.properties.j2:3:"), told);
        assertTrue(told.contains("answered 202"), told);
        assertTrue(told.contains("rolled-back"), told);
        assertTrue(told.contains("all of them kept"), told);
        assertTrue(told.contains("towline_rollbacks_total{"), told);
        assertFalse(told.contains("\u001b["), "colours are for terminals");
        nothingIsLeft(folder, home);
    }

    @Test
    void whoever_ends_it_early_finds_nothing_left_either() throws Exception {
        Path folder = temporary.resolve("d");
        Path home = Files.createDirectory(temporary.resolve("h"));
        Process demo = demo(home, "--folder", folder.toString()).start();
        List<String> told = new ArrayList<>();
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(demo.getInputStream(), StandardCharsets.UTF_8))) {
            String line = lines.readLine();
            while (line != null) {
                told.add(line);
                if (line.contains("the site answers")) {
                    // Process.destroy would close what is read here.
                    demo.toHandle().destroy();
                }
                line = lines.readLine();
            }
        }
        assertTrue(demo.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS), told.toString());
        assertTrue(told.contains("Stopped; everything that the demo started has ended."), told.toString());
        nothingIsLeft(folder, home);
    }

    @Test
    void a_folder_that_holds_something_is_refused_and_left_alone() throws Exception {
        Path mine = Files.writeString(temporary.resolve("mine"), "mine");
        Process demo = demo(temporary, "--folder", temporary.toString()).start();
        String told = new String(demo.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(1, demo.waitFor(), told);
        assertTrue(told.contains("is not empty"), told);
        assertEquals("mine", Files.readString(mine));
    }

    private static ProcessBuilder demo(Path home, String... words) {
        Path program = Path.of(Objects.requireNonNull(System.getProperty("towline.distribution"), "run by mvn verify"))
                .resolve("bin/towline");
        List<String> line = new ArrayList<>(List.of(program.toString(), "demo"));
        line.addAll(List.of(words));
        ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true);
        builder.environment().put("HOME", home.toString());
        return builder;
    }

    private static void nothingIsLeft(Path folder, Path home) throws IOException {
        assertFalse(Files.exists(folder), "the demo's folder is still there");
        try (Stream<Path> files = Files.list(home)) {
            assertEquals(List.of(), files.toList());
        }
        List<String> running = ProcessHandle.allProcesses().flatMap(process -> process.info().commandLine().stream())
                .filter(line -> line.contains(folder.toString())).toList();
        assertEquals(List.of(), running);
    }
}
