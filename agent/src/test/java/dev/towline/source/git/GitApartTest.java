package dev.towline.source.git;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towline.secret.Secret;
import dev.towline.source.Credentials;
import dev.towline.source.FailureKind;
import dev.towline.source.FetchLimits;
import dev.towline.source.FetchResult;
import dev.towline.source.ForcePush;
import dev.towline.source.RecordingSink;
import dev.towline.source.Revision;
import dev.towline.source.RevisionPolicy;
import dev.towline.source.SourceException;
import dev.towline.source.SourceSpec;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.eclipse.jgit.lib.FileMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is taken from a remote is taken by a short process. */
class GitApartTest {
    @TempDir
    Path temp;

    private final List<List<String>> started = new ArrayList<>();

    private GitSource source(GitUpstream upstream) {
        return new GitSource(SourceSpec.of("club", upstream.folder().toString(), RevisionPolicy.parse("main")),
                temp.resolve("mirror"), words -> {
                    started.add(words);
                    return Jvm.workers("256m").start(words);
                });
    }

    @Test
    void a_worker_takes_what_is_new_and_exports_it_and_an_idle_poll_starts_none() throws Exception {
        try (GitUpstream upstream = new GitUpstream(temp.resolve("club.git")); GitSource source = source(upstream)) {
            Revision first = upstream.commit("main", Map.of("a", "1", "b/c", "2"), "First");
            FetchResult.Moved moved = assertInstanceOf(FetchResult.Moved.class, source.fetch());
            assertEquals("First", moved.head().subject());
            assertEquals(new FetchResult.Unchanged(first), source.fetch());
            assertEquals(1, started.size());
            assertEquals("2", new String(source.snapshot(first).read("b/c").orElseThrow()));
            RecordingSink here = new RecordingSink();
            try (GitSource plain = new GitSource(source.spec(), temp.resolve("plain"))) {
                plain.fetch();
                plain.snapshot(first).writeTo(here, "");
            }
            RecordingSink apart = new RecordingSink();
            source.snapshot(first).writeTo(apart, "");
            assertEquals(here.lines(), apart.lines());
            assertEquals(List.of(List.of("git-work"), List.of("git-work")), started);
        }
    }

    @Test
    void a_damaged_mirror_is_made_anew_by_a_worker() throws Exception {
        try (GitUpstream upstream = new GitUpstream(temp.resolve("club.git")); GitSource source = source(upstream)) {
            upstream.commit("main", Map.of("a", "1"), "First");
            source.fetch();
            try (var packs = Files.list(temp.resolve("mirror/mirror.git/objects/pack"))) {
                for (Path pack : packs.toList()) {
                    Files.delete(pack);
                }
            }
            Revision second = upstream.commit("main", Map.of("a", "2"), "Second");
            FetchResult result = source.fetch();
            if (!(result instanceof FetchResult.Moved)) {
                result = source.fetch();
            }
            assertInstanceOf(FetchResult.Moved.class, result, result::toString);
            assertEquals("2", new String(source.snapshot(second).read("a").orElseThrow()));
        }
    }

    @Test
    void a_program_that_does_not_start_is_a_failure_and_nothing_more() throws Exception {
        try (GitUpstream upstream = new GitUpstream(temp.resolve("club.git"));
                GitSource source = new GitSource(
                        SourceSpec.of("club", upstream.folder().toString(), RevisionPolicy.parse("main")),
                        temp.resolve("mirror"), _ -> new ProcessBuilder("false").start())) {
            upstream.commit("main", Map.of("a", "1"), "First");
            FetchResult.Failed failed = assertInstanceOf(FetchResult.Failed.class, source.fetch());
            assertEquals(FailureKind.DISK, failed.kind());
            assertEquals(Optional.empty(), source.current());
        }
    }

    @Test
    void a_worker_ends_with_the_agent() throws Exception {
        try (HostileServer silent = HostileServer.silent()) {
            endsWithTheAgent(SourceSpec.of("club", silent.url(), RevisionPolicy.parse("main")));
        }
    }

    private void endsWithTheAgent(SourceSpec spec) throws Exception {
        Process worker = Jvm.workers("64m").start(List.of(Launcher.COMMAND));
        DataOutputStream out = new DataOutputStream(worker.getOutputStream());
        Files.createDirectories(temp.resolve("m"));
        GitWorker.askLook(out, spec, Remembered.nothing(), temp.resolve("m/mirror.git"), temp.toFile(), false);
        out.flush();
        out.close();
        assertTrue(worker.waitFor(20, TimeUnit.SECONDS));
        assertEquals(1, worker.exitValue());
    }

    @Test
    void what_a_worker_is_told_comes_out_as_it_went_in() throws Exception {
        List<Credentials> web = List.of(Credentials.none(), new Credentials.Token(Secret.of("t0ken")),
                new Credentials.Basic("ada", Secret.of("pass word")));
        for (Credentials credentials : web) {
            same(new SourceSpec("club", "https://example.org/x", RevisionPolicy.parse("semver:^1.2"), ForcePush.ALLOW,
                    credentials, FetchLimits.defaults()));
        }
        same(new SourceSpec("club", "ssh://git@example.org/x", RevisionPolicy.parse("tag:v1"), ForcePush.REFUSE,
                new Credentials.SshKey(Secret.of("key\nkey\n"), "example.org ssh-ed25519 AAAA"),
                FetchLimits.defaults()));
        same(new SourceSpec("club", "ssh://git@example.org/x", RevisionPolicy.parse("main"), ForcePush.REFUSE,
                new Credentials.SshKeyFile(Path.of("/k"), Path.of("/h")), FetchLimits.defaults()));
    }

    private static void same(SourceSpec spec) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Wire.spec(new DataOutputStream(bytes), spec);
        SourceSpec back = Wire.spec(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
        assertEquals(spec.policy(), back.policy());
        assertEquals(spec.url(), back.url());
        assertEquals(spec.limits(), back.limits());
        assertEquals(reveal(spec.credentials()), reveal(back.credentials()));
    }

    private static String reveal(Credentials credentials) {
        return switch (credentials) {
            case Credentials.Token t -> t.user() + t.token().reveal();
            case Credentials.Basic b -> b.user() + b.password().reveal();
            case Credentials.SshKey k -> k.privateKey().reveal() + k.knownHosts();
            case Credentials.SshKeyFile f -> f.toString();
            case Credentials.None _ -> "";
        };
    }

    @Test
    void the_agent_reads_no_file_that_is_put_together_from_a_large_one() throws Exception {
        Path folder = temp.resolve("delta.git");
        byte[] large = new byte[12 << 20];
        new java.util.Random(3).nextBytes(large);
        Revision last;
        try (GitUpstream upstream = new GitUpstream(folder)) {
            upstream.commit("main", upstream.tree(
                    GitUpstream.Raw.of("f", FileMode.REGULAR_FILE, upstream.blob(large))), "Large");
            byte[] part = java.util.Arrays.copyOf(large, 1 << 20);
            last = upstream.commit("main", upstream.tree(
                    GitUpstream.Raw.of("f", FileMode.REGULAR_FILE, upstream.blob(part))), "Small");
        }
        Process repack = new ProcessBuilder("git", "-C", folder.toString(), "repack", "-q", "-a", "-d", "-f",
                "--window=10").inheritIO().start();
        assertEquals(0, repack.waitFor());
        try (GitSource source = new GitSource(SourceSpec.of("club", folder.toString(), RevisionPolicy.parse("main")),
                temp.resolve("mirror"))) {
            source.fetch();
            SourceException refused = assertThrows(SourceException.class, () -> source.snapshot(last).read("f"));
            assertEquals(FailureKind.LIMIT, refused.kind());
        }
    }

    @Test
    void a_configuration_file_that_is_too_large_is_a_problem_and_the_others_are_read() throws Exception {
        try (GitUpstream upstream = new GitUpstream(temp.resolve("config.git"));
                GitSource source = new GitSource(
                        SourceSpec.of("club", upstream.folder().toString(), RevisionPolicy.parse("main")),
                        temp.resolve("mirror"))) {
            Revision head = upstream.commit("main",
                    Map.of("towline.yaml", "{}\n", "hosts/h.yaml", "# " + "x".repeat(3 << 20) + "\n"), "Large");
            source.fetch();
            var files = dev.towline.desired.ConfigFiles.of(source.snapshot(head));
            assertEquals("{}\n", new String(files.read("towline.yaml").orElseThrow()));
            var repo = dev.towline.desired.parse.ConfigReader.read(files, dev.towline.desired.ConfigFiles.none());
            var state = dev.towline.desired.parse.Assembly.of(repo, "h");
            assertTrue(state.problems().toString().contains("hosts/h.yaml"), state.problems().toString());
        }
    }
}
