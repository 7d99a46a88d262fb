package dev.towline.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.TestAbortedException;

/** The parts of the laboratory that need no booted host. */
class LabTest {
    @TempDir
    Path folder;

    @Test
    void what_is_cached_is_built_once_per_inputs() {
        var cache = new LabCache(folder);
        var builds = new AtomicInteger();
        LabCache.Recipe recipe = empty -> Files.writeString(empty.resolve("n"), "" + builds.incrementAndGet());
        Path first = cache.obtain("thing", "a", recipe);
        assertEquals(first, new LabCache(folder).obtain("thing", "a", recipe));
        assertFalse(first.equals(cache.obtain("thing", "b", recipe)));
        assertEquals(2, builds.get());
    }

    @Test
    void a_build_that_fails_leaves_nothing_that_looks_built() throws IOException {
        var cache = new LabCache(folder);
        assertThrows(UncheckedIOException.class, () -> cache.obtain("thing", "a", empty -> {
            Files.writeString(empty.resolve("half"), "");
            throw new IOException("disk full");
        }));
        Path built = cache.obtain("thing", "a", empty -> Files.writeString(empty.resolve("whole"), ""));
        try (var files = Files.list(built)) {
            assertEquals(List.of("whole"), files.map(file -> String.valueOf(file.getFileName())).toList());
        }
    }

    @Test
    void where_host_tests_cannot_run_they_are_skipped_and_in_ci_they_fail() {
        var skipped = assertThrows(TestAbortedException.class, () -> Ground.refuse("no root", false));
        assertEquals("host tests cannot run here: no root", skipped.getMessage());
        assertThrows(AssertionError.class, () -> Ground.refuse("no root", true));
    }

    @Test
    void every_kind_of_failed_request_counts() {
        LoadResult result = LoadResult.parse("""
                Running 30m test
                lab requests 120
                lab connect 1
                lab read 2
                lab write 3
                lab status 4
                lab timeout 5
                lab p50 1500
                lab p99 20000
                lab max 30000
                lab release r1 70
                lab release r2 40
                lab release r2 10
                lab sample 10:00:00 502 <h1>Bad Gateway</h1>
                """);
        assertEquals(15, result.failures());
        assertEquals(4, result.failed("status"));
        assertEquals(50, result.releases().get("r2"));
        assertEquals(Duration.ofMillis(20), result.p99());
        assertEquals(List.of("10:00:00 502 <h1>Bad Gateway</h1>"), result.samples());
    }

    @Test
    void a_load_generator_that_fails_is_not_taken_for_zero_failures() {
        assertThrows(AssertionError.class,
                () -> LoadResult.parse("unable to connect to 127.0.0.1:80 Connection refused"));
    }

    @Test
    void a_command_that_cannot_be_started_is_reported_like_the_shell_does() {
        assertEquals(127, Command.of("/no/such/command").run().exit());
    }
}
