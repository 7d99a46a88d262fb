package dev.towline.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
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
    void two_classes_that_need_the_same_at_once_get_the_same() throws Exception {
        var builds = new AtomicInteger();
        var began = new CountDownLatch(1);
        var other = new CountDownLatch(1);
        LabCache.Recipe recipe = empty -> {
            builds.incrementAndGet();
            began.countDown();
            // Long enough for the other one to come to the lock; it cannot tell that it waits there.
            assertFalse(await(other, Duration.ofMillis(300)));
        };
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Path> first = threads.submit(() -> new LabCache(folder).obtain("thing", "a", recipe));
            assertTrue(await(began, Duration.ofSeconds(20)));
            Future<Path> second = threads.submit(() -> {
                Path path = new LabCache(folder).obtain("thing", "a", recipe);
                other.countDown();
                return path;
            });
            assertEquals(first.get(), second.get());
        }
        assertEquals(1, builds.get());
    }

    private static boolean await(CountDownLatch latch, Duration longest) {
        try {
            return latch.await(longest.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
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
