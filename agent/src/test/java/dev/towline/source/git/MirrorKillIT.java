package dev.towline.source.git;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.towline.source.FetchResult;
import dev.towline.source.Revision;
import dev.towline.source.RevisionPolicy;
import dev.towline.source.SourceSpec;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code kill -9} at any moment of a real process that fetches; the next start needs nobody. */
class MirrorKillIT {
    private static final int KILLS = 8;
    private static final long SEED = 20261121;

    @TempDir
    Path temp;

    @Test
    void a_killed_fetch_leaves_a_mirror_that_goes_on() throws Exception {
        Path folder = temp.resolve("state");
        Random random = new Random(SEED);
        try (GitUpstream upstream = new GitUpstream(temp.resolve("upstream.git"))) {
            upstream.commit("main", Map.of("a", "begin"), "Begin");
            for (int kill = 0; kill < KILLS; kill++) {
                Process loop = fetchLoop(upstream.folder(), folder);
                long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(600 + random.nextInt(900));
                for (int push = 0; System.nanoTime() < end; push++) {
                    upstream.commit("main", Map.of("a", "kill " + kill + " push " + push), "Push");
                }
                loop.destroyForcibly().waitFor();
                Revision last = upstream.commit("main", Map.of("a", "after kill " + kill), "After");
                try (GitSource source = new GitSource(
                        SourceSpec.of("club", upstream.folder().toString(), RevisionPolicy.parse("main")), folder)) {
                    source.current().ifPresent(revision -> source.snapshot(revision).paths());
                    FetchResult result = source.fetch();
                    assertInstanceOf(FetchResult.Moved.class, result,
                            "seed " + SEED + ", kill " + kill + ": " + result);
                    assertEquals(Optional.of(last), source.current());
                    assertEquals("after kill " + kill, new String(source.snapshot(last).read("a").orElseThrow()));
                }
            }
        }
    }

    private Process fetchLoop(Path upstream, Path folder) throws Exception {
        return new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
                System.getProperty("java.class.path"), FetchLoop.class.getName(), upstream.toString(),
                folder.toString())
                .redirectErrorStream(true).redirectOutput(temp.resolve("loop.log").toFile()).start();
    }
}
