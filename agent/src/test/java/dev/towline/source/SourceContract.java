package dev.towline.source;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What holds for every source, whatever it is kept in. */
public abstract class SourceContract {
    private static final Map<String, String> ONE = Map.of("site.yaml", "a: 1", "sub/deep/file.txt", "one");
    private static final Map<String, String> TWO = Map.of("site.yaml", "a: 2", "sub/deep/file.txt", "one");

    /** The repository that {@link #source} follows; the same one all through a test. */
    protected abstract Upstream upstream();

    /** A new source of that repository, which is closed after the test. */
    protected abstract Source source(String track, ForcePush forcePush);

    private Source source(String track) {
        return source(track, ForcePush.REFUSE);
    }

    @Test
    void the_first_fetch_moves_from_nothing() {
        Revision first = upstream().commit("main", ONE, "First");
        Source source = source("main");
        assertEquals(Optional.empty(), source.current());

        FetchResult.Moved moved = assertInstanceOf(FetchResult.Moved.class, source.fetch());

        assertEquals(Optional.empty(), moved.from());
        assertEquals(first, moved.to());
        assertFalse(moved.forced());
        assertEquals("First", moved.head().subject());
        assertEquals(Optional.of(first), source.current());
    }

    @Test
    void a_second_fetch_of_the_same_is_unchanged() {
        Revision first = upstream().commit("main", ONE, "First");
        Source source = source("main");
        source.fetch();

        assertEquals(new FetchResult.Unchanged(first), source.fetch());
    }

    @Test
    void a_push_moves_from_the_old_to_the_new() {
        Revision first = upstream().commit("main", ONE, "First");
        Source source = source("main");
        source.fetch();
        Revision second = upstream().commit("main", TWO, "Second");

        FetchResult.Moved moved = assertInstanceOf(FetchResult.Moved.class, source.fetch());

        assertEquals(Optional.of(first), moved.from());
        assertEquals(second, moved.to());
        assertFalse(moved.forced());
    }

    @Test
    void a_force_push_is_refused_and_both_commits_are_named() {
        Revision first = upstream().commit("main", ONE, "First");
        Revision second = upstream().commit("main", TWO, "Second");
        Source source = source("main");
        source.fetch();
        upstream().force("main", first);

        FetchResult.Refused refused = assertInstanceOf(FetchResult.Refused.class, source.fetch());

        assertEquals(Optional.of(second), refused.kept());
        assertTrue(refused.why().contains(first.shortName()) && refused.why().contains(second.shortName()),
                refused.why());
        assertEquals(Optional.of(second), source.current());
        assertInstanceOf(FetchResult.Refused.class, source.fetch());
    }

    @Test
    void a_push_on_top_ends_a_refusal() {
        Revision first = upstream().commit("main", ONE, "First");
        Revision second = upstream().commit("main", TWO, "Second");
        Source source = source("main");
        source.fetch();
        upstream().force("main", first);
        source.fetch();
        upstream().force("main", second);

        assertEquals(new FetchResult.Unchanged(second), source.fetch());
    }

    @Test
    void an_allowed_force_push_is_followed_and_reported() {
        Revision first = upstream().commit("main", ONE, "First");
        Revision second = upstream().commit("main", TWO, "Second");
        Source source = source("main", ForcePush.ALLOW);
        source.fetch();
        upstream().force("main", first);
        Revision other = upstream().commit("main", Map.of("site.yaml", "a: 3"), "Other");

        FetchResult.Moved moved = assertInstanceOf(FetchResult.Moved.class, source.fetch());

        assertEquals(Optional.of(second), moved.from());
        assertEquals(other, moved.to());
        assertTrue(moved.forced());
        assertEquals(second, source.snapshot(second).revision(), "the one before stays readable for a rollback");
    }

    @Test
    void a_missing_branch_is_not_found_and_nothing_moves() {
        Revision first = upstream().commit("main", ONE, "First");
        Source source = source("main");
        source.fetch();
        upstream().commit("other", ONE, "Other");
        upstream().deleteBranch("main");

        FetchResult.Failed failed = assertInstanceOf(FetchResult.Failed.class, source.fetch());

        assertEquals(FailureKind.NOT_FOUND, failed.kind());
        assertEquals(Optional.of(first), source.current());
    }

    @Test
    void an_empty_repository_is_not_found() {
        FetchResult.Failed failed = assertInstanceOf(FetchResult.Failed.class, source("main").fetch());

        assertEquals(FailureKind.NOT_FOUND, failed.kind());
    }

    @Test
    void a_tag_is_followed() {
        Revision first = upstream().commit("main", ONE, "First");
        upstream().tag("v1", first);
        upstream().commit("main", TWO, "Second");
        Source source = source("tag:v1");

        source.fetch();

        assertEquals(Optional.of(first), source.current());
    }

    @Test
    void a_commit_is_pinned() {
        Revision first = upstream().commit("main", ONE, "First");
        upstream().commit("main", TWO, "Second");
        Source source = source("commit:" + first.commit());

        assertInstanceOf(FetchResult.Moved.class, source.fetch());
        assertEquals(new FetchResult.Unchanged(first), source.fetch());
    }

    @Test
    void a_commit_that_is_nowhere_is_not_found() {
        upstream().commit("main", ONE, "First");

        FetchResult.Failed failed = assertInstanceOf(FetchResult.Failed.class, source("1234567890".repeat(4)).fetch());

        assertEquals(FailureKind.NOT_FOUND, failed.kind());
    }

    @Test
    void the_highest_version_in_the_range_is_chosen() {
        Revision first = upstream().commit("main", ONE, "First");
        Revision second = upstream().commit("main", TWO, "Second");
        upstream().tag("v1.2.0", first);
        upstream().tag("1.10.0", second);
        upstream().tag("v2.0.0", first);
        upstream().tag("v1.11.0-rc.1", first);
        upstream().tag("nightly", first);
        Source source = source("semver:^1.2");

        source.fetch();

        assertEquals(Optional.of(second), source.current());
    }

    @Test
    void a_higher_version_from_another_line_of_history_is_no_force_push() {
        Revision first = upstream().commit("main", ONE, "First");
        upstream().tag("v1.2.0", first);
        Source source = source("semver:^1.2");
        source.fetch();
        upstream().tag("v1.3.0", upstream().commit("rework", TWO, "Rework"));

        FetchResult.Moved moved = assertInstanceOf(FetchResult.Moved.class, source.fetch());

        assertFalse(moved.forced());
    }

    @Test
    void a_version_that_is_taken_back_is_refused() {
        upstream().tag("v1.2.0", upstream().commit("main", ONE, "First"));
        Revision second = upstream().commit("main", TWO, "Second");
        upstream().tag("v1.3.0", second);
        Source source = source("semver:^1.2");
        source.fetch();
        upstream().deleteTag("v1.3.0");

        FetchResult.Refused refused = assertInstanceOf(FetchResult.Refused.class, source.fetch());

        assertEquals(Optional.of(second), refused.kept());
    }

    @Test
    void a_snapshot_has_the_files_of_its_revision() {
        Revision first = upstream().commit("main", ONE, "First");
        upstream().commit("main", TWO, "Second");
        Source source = source("main");
        source.fetch();

        Snapshot snapshot = source.snapshot(first);

        assertEquals(List.of("site.yaml", "sub/deep/file.txt"), List.copyOf(snapshot.paths()));
        assertArrayEquals("a: 1".getBytes(StandardCharsets.UTF_8), snapshot.read("site.yaml").orElseThrow());
        assertEquals(Optional.empty(), snapshot.read("sub"));
        assertEquals(Optional.empty(), snapshot.read("nothing"));
        assertFalse(snapshot.executable("site.yaml"));
    }

    @Test
    void digests_change_with_what_they_cover_and_only_then() {
        Revision first = upstream().commit("main", ONE, "First");
        Revision second = upstream().commit("main", TWO, "Second");
        Source source = source("main");
        source.fetch();
        Snapshot before = source.snapshot(first);
        Snapshot after = source.snapshot(second);

        assertNotEquals(before.treeDigest(""), after.treeDigest(""));
        assertNotEquals(before.treeDigest("site.yaml"), after.treeDigest("site.yaml"));
        assertEquals(before.treeDigest("sub"), after.treeDigest("sub"));
        assertNotEquals("", before.treeDigest("sub/deep"));
        assertEquals("", before.treeDigest("nothing"));
    }

    @Test
    void a_subfolder_is_written_with_paths_relative_to_it() {
        upstream().commit("main", ONE, "First");
        Source source = source("main");
        source.fetch();
        Snapshot snapshot = source.snapshot(source.current().orElseThrow());
        RecordingSink all = new RecordingSink();
        RecordingSink sub = new RecordingSink();

        snapshot.writeTo(all, "");
        snapshot.writeTo(sub, "sub");

        assertEquals(List.of("sub/", "sub/deep/", "site.yaml = a: 1", "sub/deep/file.txt = one"), all.lines());
        assertEquals(List.of("deep/", "deep/file.txt = one"), sub.lines());
    }

    @Test
    void a_missing_subfolder_is_an_error_and_never_an_empty_one() {
        upstream().commit("main", ONE, "First");
        Source source = source("main");
        source.fetch();
        Snapshot snapshot = source.snapshot(source.current().orElseThrow());

        SourceException e = assertThrows(SourceException.class, () -> snapshot.writeTo(new RecordingSink(), "app"));

        assertEquals(FailureKind.NOT_FOUND, e.kind());
    }

    @Test
    void an_unknown_revision_is_not_found() {
        upstream().commit("main", ONE, "First");
        Source source = source("main");
        source.fetch();
        Revision unknown = Revision.of("0".repeat(39) + "1");

        assertEquals(FailureKind.NOT_FOUND, assertThrows(SourceException.class, () -> source.snapshot(unknown)).kind());
        assertEquals(FailureKind.NOT_FOUND, assertThrows(SourceException.class, () -> source.commit(unknown)).kind());
    }

    @Test
    void the_log_names_what_is_new_newest_first() {
        Revision first = upstream().commit("main", ONE, "First");
        upstream().commit("main", TWO, "Second");
        Revision third = upstream().commit("main", ONE, "Third");
        Source source = source("main");
        source.fetch();

        assertEquals(List.of("Third", "Second"),
                source.log(first, third, 10).stream().map(CommitInfo::subject).toList());
        assertEquals(List.of("Third"), source.log(first, third, 1).stream().map(CommitInfo::subject).toList());
        assertEquals(List.of(), source.log(third, first, 10));
    }

    @Test
    void ancestry_is_told() {
        Revision first = upstream().commit("main", ONE, "First");
        Revision second = upstream().commit("main", TWO, "Second");
        Source source = source("main");
        source.fetch();

        assertTrue(source.isAncestor(first, second));
        assertTrue(source.isAncestor(first, first));
        assertFalse(source.isAncestor(second, first));
    }
}
