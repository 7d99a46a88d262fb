package dev.towline.source.git;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towline.source.FailureKind;
import dev.towline.source.FetchResult;
import dev.towline.source.Revision;
import dev.towline.source.RevisionPolicy;
import dev.towline.source.SourceException;
import dev.towline.source.SourceSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.api.io.TempDir;

/** What a kill, a full disk or a bad block leaves must never need a person. */
class MirrorRepairTest {
    @TempDir
    Path temp;

    private GitUpstream upstream;
    private Path folder;
    private Revision first;

    @BeforeEach
    void fetchOnce() {
        upstream = new GitUpstream(temp.resolve("upstream.git"));
        folder = temp.resolve("state/club");
        first = upstream.commit("main", Map.of("a", "one", "b/c", "two"), "First");
        try (GitSource source = source()) {
            assertInstanceOf(FetchResult.Moved.class, source.fetch());
        }
    }

    @AfterEach
    void close() {
        upstream.close();
    }

    private GitSource source() {
        return new GitSource(SourceSpec.of("club", upstream.folder().toString(), RevisionPolicy.parse("main")), folder);
    }

    private List<Path> packs() throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("mirror.git/objects"))) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    @Test
    void a_restart_remembers_the_revision() {
        try (GitSource source = source()) {
            assertEquals(Optional.of(first), source.current());
            assertEquals("one", new String(source.snapshot(first).read("a").orElseThrow()));
            assertEquals(new FetchResult.Unchanged(first), source.fetch());
        }
    }

    @Test
    void stale_locks_and_half_packs_are_swept() throws IOException {
        Path mirror = folder.resolve("mirror.git");
        List<Path> stale = List.of(mirror.resolve("refs/towline/current.lock"), mirror.resolve("config.lock"),
                mirror.resolve("packed-refs.lock"), mirror.resolve("objects/incoming_123.pack"),
                mirror.resolve("gc.pid"));
        for (Path file : stale) {
            Files.writeString(file, "");
        }
        Revision second = upstream.commit("main", Map.of("a", "three"), "Second");
        try (GitSource source = source()) {
            assertInstanceOf(FetchResult.Moved.class, source.fetch());
            assertEquals(Optional.of(second), source.current());
        }
        for (Path file : stale) {
            assertFalse(Files.exists(file), file.toString());
        }
    }

    @Test
    void a_mirror_whose_objects_are_gone_is_made_anew_by_the_same_fetch() throws IOException {
        for (Path pack : packs()) {
            Files.delete(pack);
        }
        try (GitSource source = source()) {
            assertEquals(new FetchResult.Unchanged(first), source.fetch());
            assertEquals("one", new String(source.snapshot(first).read("a").orElseThrow()));
        }
    }

    @Test
    void a_damaged_object_is_said_and_the_next_fetch_repairs_it() throws IOException {
        for (Path pack : packs()) {
            if (pack.toString().endsWith(".pack")) {
                byte[] bytes = Files.readAllBytes(pack);
                java.util.Arrays.fill(bytes, 14, bytes.length - 20, (byte) 0x5a);
                Files.setPosixFilePermissions(pack,
                        java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));
                Files.write(pack, bytes);
            }
        }
        try (GitSource source = source()) {
            SourceException e = assertThrows(SourceException.class, () -> source.snapshot(first).read("a"));
            assertEquals(FailureKind.CORRUPT, e.kind(), e.why());
            source.fetch();
            assertEquals("one", new String(source.snapshot(first).read("a").orElseThrow()));
        }
    }

    @Test
    void a_damaged_mirror_is_kept_while_the_remote_cannot_give_a_new_one() throws IOException {
        for (Path pack : packs()) {
            Files.delete(pack);
        }
        Path away = temp.resolve("away.git");
        Files.move(upstream.folder(), away);
        try (GitSource source = source()) {
            assertInstanceOf(FetchResult.Failed.class, source.fetch());
            assertTrue(Files.exists(folder.resolve("mirror.git")));
            Files.move(away, upstream.folder());
            assertEquals(new FetchResult.Unchanged(first), source.fetch());
        }
    }

    @Test
    void a_kill_while_the_mirror_is_replaced_is_finished_at_the_next_start() throws IOException {
        Files.move(folder.resolve("mirror.git"), folder.resolve("mirror.old"));
        Files.createDirectories(folder.resolve("mirror.new"));
        try (GitSource source = source()) {
            assertEquals("one", new String(source.snapshot(first).read("a").orElseThrow()));
            assertFalse(Files.exists(folder.resolve("mirror.new")));
        }
    }

    @Test
    void a_kill_before_the_mirror_was_whole_begins_it_again() throws IOException {
        Leftovers.delete(folder);
        Files.createDirectories(folder.resolve("mirror.git/refs"));
        Files.writeString(folder.resolve("mirror.git/config"), "");
        try (GitSource source = source()) {
            FetchResult result = source.fetch();
            assertInstanceOf(FetchResult.Moved.class, result, result::toString);
        }
    }

    @Test
    void a_damaged_memory_is_begun_anew() throws IOException {
        Files.writeString(folder.resolve("memory.properties"), "accepted.revision=" + first.commit());
        try (GitSource source = source()) {
            assertEquals(Optional.empty(), source.current());
            assertInstanceOf(FetchResult.Moved.class, source.fetch());
        }
    }

    @Test
    void a_folder_that_another_owns_is_left_alone() {
        try (GitSource one = source(); GitSource two = source()) {
            one.fetch();
            FetchResult.Failed failed = assertInstanceOf(FetchResult.Failed.class, two.fetch());
            assertEquals(FailureKind.DISK, failed.kind());
            assertTrue(failed.why().contains("in use by another Towline"), failed.why());
        }
    }

    @Test
    void another_policy_is_no_force_push() {
        Revision other = upstream.commit("other", Map.of("a", "else"), "Else");
        try (GitSource source = new GitSource(
                SourceSpec.of("club", upstream.folder().toString(), RevisionPolicy.parse("other")), folder)) {
            FetchResult.Moved moved = assertInstanceOf(FetchResult.Moved.class, source.fetch());
            assertFalse(moved.forced());
            assertEquals(other, moved.to());
            assertEquals("one", new String(source.snapshot(first).read("a").orElseThrow()), "kept for a rollback");
        }
    }

    @Test
    void many_packs_are_joined() throws IOException {
        try (GitSource source = source()) {
            for (int i = 0; i < 55; i++) {
                upstream.commit("main", Map.of("a", "v" + i), "Change " + i);
                source.fetch();
            }
            assertTrue(packs().stream().filter(file -> file.toString().endsWith(".pack")).count() < 10);
            assertEquals("one", new String(source.snapshot(first).read("a").orElseThrow()));
        }
    }

    @ParameterizedTest
    @CsvSource({"config, [core", "config, ''", "HEAD, garbage", "HEAD, ''", "packed-refs, garbage",
            "shallow, 0123456789012345678901234567890123456789", "objects/info/alternates, /nowhere",
            "commondir, /nowhere"})
    void a_small_file_that_is_damaged_or_not_ours_is_put_right(String name, String text) throws IOException {
        Path file = folder.resolve("mirror.git").resolve(name);
        try (GitSource source = source()) {
            source.fetch();
        }
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        try (GitSource source = source()) {
            assertEquals("one", new String(source.snapshot(first).read("a").orElseThrow()));
            assertInstanceOf(FetchResult.Unchanged.class, source.fetch());
        }
        assertFalse(Files.exists(file) && Files.readString(file).equals(text));
    }

    @Test
    void what_another_url_gave_is_not_this_sources_revision() {
        try (GitSource source = source()) {
            source.fetch();
        }
        try (GitSource source = new GitSource(
                SourceSpec.of("club", folder.resolve("nowhere.git").toString(), RevisionPolicy.parse("main")),
                folder)) {
            assertEquals(Optional.empty(), source.current());
            FetchResult.Failed failed = assertInstanceOf(FetchResult.Failed.class, source.fetch());
            assertEquals(FailureKind.NOT_FOUND, failed.kind());
            assertEquals(Optional.empty(), source.current());
        }
        try (GitSource source = source()) {
            source.fetch();
            assertEquals(Optional.of(first), source.current());
        }
    }

    @Test
    void nobody_else_may_enter_a_source() throws IOException {
        Path fresh = folder.resolveSibling("fresh");
        try (GitSource source = new GitSource(
                SourceSpec.of("club", upstream.folder().toString(), RevisionPolicy.parse("main")), fresh)) {
            source.fetch();
        }
        for (Path each : List.of(fresh, fresh.resolve("mirror.git"), fresh.resolve("home"))) {
            assertEquals("rwx------", java.nio.file.attribute.PosixFilePermissions
                    .toString(Files.getPosixFilePermissions(each)), each.toString());
        }
    }
}
