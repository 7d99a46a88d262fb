package dev.towline.source.git;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towline.config.SettingsReader;
import dev.towline.config.Surroundings;
import dev.towline.source.Credentials;
import dev.towline.source.FetchLimits;
import dev.towline.source.FetchResult;
import dev.towline.source.ForcePush;
import dev.towline.source.LimitKey;
import dev.towline.source.RevisionPolicy;
import dev.towline.source.SourceSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a refusal through the line that it prints to a repository that is followed. */
class RaisedLimitsTest {
    private static final Pattern WAY_OUT = Pattern
            .compile("put '(git: \\{ [^}]+ })' into agent.yaml and restart the agent");

    @TempDir
    Path temp;

    private GitUpstream upstream;

    @BeforeEach
    void begin() {
        upstream = new GitUpstream(temp.resolve("club.git"));
    }

    @AfterEach
    void end() {
        upstream.close();
    }

    private FetchLimits limits(String line) throws IOException {
        Path file = Files.writeString(temp.resolve("agent.yaml"),
                "configRepo: { url: https://github.com/example/hosts.git }\n" + line + "\n");
        return new SettingsReader(new Surroundings("soar-1", Optional.of(temp))).read(file).value().orElseThrow()
                .fetches();
    }

    private FetchResult fetch(String line) throws IOException {
        FetchLimits limits = limits(line);
        SourceSpec spec = new SourceSpec("club", upstream.folder().toString(), RevisionPolicy.parse("main"),
                ForcePush.REFUSE, Credentials.none(), limits);
        Path folder = temp.resolve("mirror");
        boolean apart = limits.memoryBytes() != FetchLimits.defaults().memoryBytes();
        try (GitSource source = apart
                ? new GitSource(spec, folder, Jvm.workers((limits.memoryBytes() >> 20) + "m"))
                : new GitSource(spec, folder)) {
            return source.fetch();
        }
    }

    /** Pastes what each refusal prints over the line before. */
    private void walk(LimitKey key, String line) throws IOException {
        List<String> lines = new ArrayList<>();
        FetchResult result = fetch(line);
        while (result instanceof FetchResult.Refused refused && lines.size() < 12) {
            Matcher way = WAY_OUT.matcher(refused.why());
            assertTrue(way.find(), refused.why());
            assertTrue(way.group(1).contains(key.key().substring("git.".length()) + ":"), refused.why());
            lines.add(way.group(1));
            result = fetch(way.group(1));
        }
        assertFalse(lines.isEmpty(), "nothing was refused");
        assertInstanceOf(FetchResult.Moved.class, result, result + " after " + lines);
    }

    private static byte[] noise(int bytes) {
        byte[] noise = new byte[bytes];
        new Random(bytes).nextBytes(noise);
        return noise;
    }

    private ObjectId file(byte[] bytes) {
        return upstream.tree(GitUpstream.Raw.of("f.bin", FileMode.REGULAR_FILE, upstream.blob(bytes)));
    }

    @Test
    void a_large_file_of_an_old_commit() throws IOException {
        upstream.commit("main", file(new byte[2_500_000]), "Large");
        upstream.commit("main", Map.of("a", "1"), "Without it");
        walk(LimitKey.FILE, "git: { maxFileMiB: 1 }");
    }

    @Test
    void a_large_message_of_a_commit() throws IOException {
        upstream.commit("main", Map.of("a", "1"), "x".repeat(1_500_000));
        walk(LimitKey.COMMIT, "");
    }

    @Test
    void a_folder_with_many_names() throws IOException {
        ObjectId blob = upstream.blob("x");
        GitUpstream.Raw[] names = new GitUpstream.Raw[30_000];
        for (int i = 0; i < names.length; i++) {
            names[i] = GitUpstream.Raw.of("name-%020d".formatted(i), FileMode.REGULAR_FILE, blob);
        }
        upstream.commit("main", upstream.tree(names), "Many");
        walk(LimitKey.FOLDER, "git: { maxFolderMiB: 1 }");
    }

    @Test
    void a_history_that_is_large_in_all() throws IOException {
        upstream.commit("main", file(noise(3_000_000)), "Noise");
        walk(LimitKey.FETCH, "git: { maxFetchMiB: 1 }");
    }

    @Test
    void many_objects() throws IOException {
        upstream.commit("main", Map.of("a", "1", "b", "2", "c/d", "3"), "Some");
        walk(LimitKey.OBJECTS, "git: { maxObjects: 2 }");
    }

    @Test
    void many_files() throws IOException {
        upstream.commit("main", Map.of("a", "1", "b", "2", "c/d", "3"), "Some");
        walk(LimitKey.FILES, "git: { maxFiles: 1 }");
    }

    @Test
    void much_in_one_commit() throws IOException {
        ObjectId blob = upstream.blob(new byte[900_000]);
        upstream.commit("main", upstream.tree(GitUpstream.Raw.of("a", FileMode.REGULAR_FILE, blob),
                GitUpstream.Raw.of("b", FileMode.REGULAR_FILE, blob)), "Twice");
        walk(LimitKey.TREE, "git: { maxTreeMiB: 1 }");
    }

    @Test
    void a_file_that_is_stored_as_a_difference_and_does_not_fit_into_the_process() throws Exception {
        byte[] bytes = noise(40 << 20);
        upstream.commit("main", file(bytes), "Large");
        bytes[9_000_000]++;
        upstream.commit("main", file(bytes), "Changed");
        assertEquals(0, new ProcessBuilder("git", "-C", upstream.folder().toString(), "repack", "-q", "-a", "-d", "-f")
                .inheritIO().start().waitFor());
        walk(LimitKey.MEMORY, "git: { memoryMiB: 64 }");
    }

    @Test
    void a_fetch_that_takes_long() throws Exception {
        try (HostileServer silent = HostileServer.silent();
                GitSource source = new GitSource(
                        new SourceSpec("club", silent.url(), RevisionPolicy.parse("main"), ForcePush.REFUSE,
                                Credentials.none(),
                                new FetchLimits(1 << 20, 1 << 20, 10, 1 << 20, Duration.ofSeconds(1))),
                        temp.resolve("slow"))) {
            FetchResult.Failed failed = assertInstanceOf(FetchResult.Failed.class, source.fetch());
            assertTrue(failed.why().contains("put 'git: { timeout: 2s }' into agent.yaml"), failed.why());
        }
        assertEquals(Duration.ofMinutes(10), limits("git: { timeout: 600s }").timeout());
    }

    @Test
    void what_no_value_allows_says_so() {
        assertEquals("the key git.maxFileMiB of agent.yaml takes 2000 at most", LimitKey.FILE.raiseTo(3L << 30));
        assertEquals("put 'git: { maxFileMiB: 2000 }' into agent.yaml and restart the agent",
                LimitKey.FILE.raiseFrom(1500L << 20));
    }
}
