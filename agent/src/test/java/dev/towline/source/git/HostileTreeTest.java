package dev.towline.source.git;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towline.source.Credentials;
import dev.towline.source.FailureKind;
import dev.towline.source.FetchLimits;
import dev.towline.source.FetchResult;
import dev.towline.source.ForcePush;
import dev.towline.source.RecordingSink;
import dev.towline.source.Revision;
import dev.towline.source.RevisionPolicy;
import dev.towline.source.Snapshot;
import dev.towline.source.SourceException;
import dev.towline.source.SourceSpec;
import dev.towline.source.git.GitUpstream.Raw;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Trees that no Git client would push, but that a hostile server can send. */
class HostileTreeTest {
    @TempDir
    Path temp;

    private GitUpstream upstream;
    private GitSource source;

    @BeforeEach
    void open() {
        upstream = new GitUpstream(temp.resolve("upstream.git"));
        source = source(FetchLimits.defaults());
    }

    @AfterEach
    void close() {
        source.close();
        upstream.close();
    }

    private GitSource source(FetchLimits limits) {
        return new GitSource(new SourceSpec("club", upstream.folder().toString(), RevisionPolicy.parse("main"),
                ForcePush.REFUSE, Credentials.none(), limits), temp.resolve("mirror"));
    }

    private Revision good() {
        Revision good = upstream.commit("main", Map.of("a", "1"), "Good");
        assertInstanceOf(FetchResult.Moved.class, source.fetch());
        return good;
    }

    private String refusedAfter(Revision good, ObjectId tree) {
        upstream.commit("main", tree, "Evil");
        FetchResult.Refused refused = assertInstanceOf(FetchResult.Refused.class, source.fetch());
        assertEquals(Optional.of(good), refused.kept());
        assertEquals(Optional.of(good), source.current());
        return refused.why();
    }

    /** As if fsck had let it through. */
    private SourceException unchecked(ObjectId tree) throws IOException {
        Revision revision = upstream.commit("main", tree, "Evil");
        try (Mirror mirror = Mirror.open(upstream.folder(), FetchLimits.defaults());
                ObjectReader reader = mirror.repository().newObjectReader()) {
            return assertThrows(SourceException.class,
                    () -> GitTree.read(reader, revision, tree, FetchLimits.defaults()));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", ".", ".git", ".GIT", ".Git", "git~1"})
    void a_dangerous_name_is_refused_by_fsck(String name) {
        Revision good = good();
        String why = refusedAfter(good, upstream.tree(Raw.of(name, FileMode.REGULAR_FILE, upstream.blob("x"))));
        assertTrue(why.contains("malformed"), why);
    }

    @Test
    void a_form_of_git_that_only_other_systems_see_is_refused_too() {
        Revision good = good();
        String why = refusedAfter(good,
                upstream.tree(Raw.of(".g\u200cit", FileMode.REGULAR_FILE, upstream.blob("x"))));
        assertTrue(why.contains("form of .git"), why);
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", ".", ".git", ".GIT", ".git ", ".git.", "GIT~1", ".git::$INDEX_ALLOCATION",
            ".g\u200cit",
            "a/../../b", "/etc/passwd", "a//b", ".git/config"})
    void a_dangerous_name_is_refused_again_when_the_tree_is_read(String name) throws IOException {
        SourceException e = unchecked(upstream.tree(Raw.of(name, FileMode.REGULAR_FILE, upstream.blob("x"))));
        assertEquals(FailureKind.UNSAFE, e.kind());
        assertTrue(e.why().contains("must not be written"), e.why());
    }

    @Test
    void a_name_that_is_not_utf8_is_refused() throws IOException {
        SourceException e = unchecked(
                upstream.tree(new Raw(new byte[]{'a', (byte) 0xff}, FileMode.REGULAR_FILE, upstream.blob("x"))));
        assertTrue(e.why().contains("not UTF-8"), e.why());
    }

    @Test
    void two_entries_of_one_name_are_refused() throws IOException {
        ObjectId blob = upstream.blob("x");
        SourceException e = unchecked(upstream.tree(Raw.of("a", FileMode.SYMLINK, upstream.blob("b")),
                Raw.of("a", FileMode.REGULAR_FILE, blob)));
        assertTrue(e.why().contains("two entries"), e.why());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/etc/passwd", "../../outside", "../../../etc", "sub/../../..", "link", ""})
    void a_link_out_of_the_tree_is_refused(String target) {
        Revision good = good();
        ObjectId folder = upstream.tree(Raw.of("link", FileMode.SYMLINK, upstream.blob(target)));
        String why = refusedAfter(good, upstream.tree(Raw.of("folder", FileMode.TREE, folder)));
        assertTrue(why.contains("symbolic link 'folder/link'"), why);
    }

    @Test
    void a_link_that_climbs_out_through_another_link_is_refused() {
        Revision good = good();
        ObjectId sub = upstream.tree(Raw.of("e", FileMode.SYMLINK, upstream.blob("../d/../x")));
        String why = refusedAfter(good, upstream.tree(Raw.of("d", FileMode.SYMLINK, upstream.blob(".")),
                Raw.of("sub", FileMode.TREE, sub)));
        assertTrue(why.contains("'sub/e'"), why);
    }

    @Test
    void a_link_inside_the_tree_is_read_through_and_written_as_a_link() {
        ObjectId shared = upstream.tree(Raw.of("site.yaml", FileMode.REGULAR_FILE, upstream.blob("shared")));
        ObjectId b = upstream.tree(Raw.of("run", FileMode.EXECUTABLE_FILE, upstream.blob("#!")),
                Raw.of("site.yaml", FileMode.SYMLINK, upstream.blob("../a/site.yaml")));
        Revision revision = upstream.commit("main",
                upstream.tree(Raw.of("a", FileMode.TREE, shared), Raw.of("b", FileMode.TREE, b)), "Links");
        source.fetch();
        Snapshot snapshot = source.snapshot(revision);
        RecordingSink sink = new RecordingSink();

        snapshot.writeTo(sink, "");

        assertEquals("shared", new String(snapshot.read("b/site.yaml").orElseThrow()));
        assertTrue(snapshot.executable("b/run"));
        assertEquals(
                List.of("a/", "b/", "a/site.yaml = shared", "b/run* = #!", "b/site.yaml -> ../a/site.yaml"),
                sink.lines());
        SourceException e = assertThrows(SourceException.class, () -> snapshot.writeTo(new RecordingSink(), "b"),
                "written alone, the folder does not hold what the link leads to");
        assertEquals(FailureKind.UNSAFE, e.kind());
    }

    @Test
    void a_submodule_is_skipped_and_said() {
        ObjectId elsewhere = ObjectId.fromString("1234567890".repeat(4));
        Revision revision = upstream.commit("main",
                upstream.tree(Raw.of("app", FileMode.REGULAR_FILE, upstream.blob("x")),
                        Raw.of("vendor", FileMode.GITLINK, elsewhere)),
                "Submodule");
        source.fetch();
        Snapshot snapshot = source.snapshot(revision);
        RecordingSink sink = new RecordingSink();

        snapshot.writeTo(sink, "");

        assertEquals(List.of("vendor"), snapshot.skippedSubmodules());
        assertEquals(List.of("app = x"), sink.lines());
    }

    @Test
    void a_tree_of_too_many_entries_is_refused_soon() {
        ObjectId tree = upstream.tree(Raw.of("f", FileMode.REGULAR_FILE, upstream.blob("x")));
        for (int level = 0; level < 12; level++) {
            Raw[] ten = new Raw[10];
            for (int i = 0; i < ten.length; i++) {
                ten[i] = Raw.of("d" + i, FileMode.TREE, tree);
            }
            tree = upstream.tree(ten);
        }
        Revision good = good();
        String why = refusedAfter(good, tree);
        assertTrue(why.contains("more than 100000 files"), why);
    }

    @Test
    void files_over_the_cap_are_refused() {
        source.close();
        source = source(new FetchLimits(1 << 20, 1 << 20, 10, 100, Duration.ofMinutes(1)));
        Revision good = good();
        String why = refusedAfter(good, upstream.tree(Map.of("a", "x".repeat(60), "b", "y".repeat(60))));
        assertTrue(why.contains("more than 100 bytes of files"), why);
    }

    @Test
    void a_tag_that_names_no_commit_is_refused() {
        upstream.point("refs/tags/v1.0.0", upstream.blob("x"));
        try (GitSource tags = new GitSource(
                SourceSpec.of("club", upstream.folder().toString(), RevisionPolicy.parse("tag:v1.0.0")),
                temp.resolve("other"))) {
            FetchResult.Refused refused = assertInstanceOf(FetchResult.Refused.class, tags.fetch());
            assertTrue(refused.why().contains("names no commit"), refused.why());
        }
    }

    @Test
    void names_that_only_other_systems_take_for_one_are_two_files() throws Exception {
        try (GitUpstream upstream = new GitUpstream(temp.resolve("names.git"))) {
            String composed = "caf\u00e9";
            String decomposed = "cafe\u0301";
            upstream.commit("main",
                    java.util.Map.of("README", "1", "readme", "2", composed, "3", decomposed, "4", "aux", "5",
                            "a.", "6"),
                    "Side by side");
            try (GitSource source = new GitSource(
                    dev.towline.source.SourceSpec.of("names", upstream.folder().toString(),
                            dev.towline.source.RevisionPolicy.parse("main")),
                    temp.resolve("names"))) {
                dev.towline.source.FetchResult.Moved moved = assertInstanceOf(
                        dev.towline.source.FetchResult.Moved.class, source.fetch());
                assertEquals("4", new String(source.snapshot(moved.to()).read(decomposed).orElseThrow(),
                        java.nio.charset.StandardCharsets.UTF_8));
                assertEquals("2", new String(source.snapshot(moved.to()).read("readme").orElseThrow(),
                        java.nio.charset.StandardCharsets.UTF_8));
            }
        }
    }
}
