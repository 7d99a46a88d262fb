package dev.towline.follow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towline.event.Events;
import dev.towline.history.memory.MemoryHistory;
import dev.towline.source.FailureKind;
import dev.towline.source.Revision;
import dev.towline.source.RevisionPolicy;
import dev.towline.source.Source;
import dev.towline.source.SourceException;
import dev.towline.source.SourceSpec;
import dev.towline.source.git.GitSource;
import dev.towline.status.AgentStatus;
import dev.towline.status.LiveBoard;
import dev.towline.status.SourceStatus;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real repositories whose tags or files are not what they look like, as the status shows them. */
class SourceNotesTest {
    private static final String POINTER = "version https://git-lfs.github.com/spec/v1\noid sha256:" + "ab".repeat(32)
            + "\nsize 48213\n";

    @TempDir
    Path temp;

    private final LiveBoard board = new LiveBoard(
            new AgentStatus("1", "h", Instant.EPOCH, true, List.of(), List.of(), 0));
    private final Events events = new Events();
    private Repos repos;
    private Path work;

    @BeforeEach
    void begin() throws Exception {
        events.listen(board::on);
        repos = new Repos(spec -> new GitSource(spec, temp.resolve("mirror")), new MemoryHistory().sources(), events,
                board, Clock.systemUTC(),
                Duration.ofMinutes(1));
        work = Files.createDirectories(temp.resolve("club"));
        git("init", "-q", "-b", "main");
        git("config", "user.email", "ada@example.org");
        git("config", "user.name", "Ada");
    }

    @AfterEach
    void end() {
        repos.close();
    }

    private String git(String... words) throws IOException, InterruptedException {
        List<String> argv = new ArrayList<>(List.of("git", "-C", work.toString()));
        argv.addAll(List.of(words));
        Process git = new ProcessBuilder(argv).redirectErrorStream(true).start();
        String said = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, git.waitFor(), said);
        return said.strip();
    }

    private String commit(String path, String text) throws Exception {
        Path file = work.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        git("add", "-A");
        git("commit", "-q", "-m", path);
        return git("rev-parse", "HEAD");
    }

    private Source follow(String track) {
        Source source = repos.open(SourceSpec.of("app.club", work.toString(), RevisionPolicy.parse(track)));
        repos.fetch("app.club", true);
        return source;
    }

    private List<SourceStatus.Note> notes() {
        return board.get().sources().getFirst().notes();
    }

    @Test
    void a_calendar_version_with_a_leading_zero_is_named_until_a_proper_tag_comes() throws Exception {
        commit("a", "1");
        git("tag", "2024.1.9");
        String older = git("rev-parse", "HEAD");
        commit("a", "2");
        git("tag", "2024.01.15");
        Source source = follow("semver:^2024.1");
        assertEquals(older, source.current().orElseThrow().commit());
        assertEquals("tags-passed-over", notes().getFirst().kind());
        assertEquals(List.of("2024.01.15"), notes().getFirst().items());
        assertTrue(notes().getFirst().text().contains("leading zero"), notes().toString());
        git("tag", "2024.1.15");
        repos.fetch("app.club", true);
        assertEquals(List.of(), notes());
    }

    @Test
    void where_no_tag_is_a_version_the_ones_that_look_like_it_are_named() throws Exception {
        commit("a", "1");
        git("tag", "2024.01.15");
        follow("semver:^2024.1");
        String detail = board.get().sources().getFirst().detail();
        assertTrue(detail.contains("2024.01.15") && detail.contains("leading zero"), detail);
    }

    @Test
    void files_of_git_lfs_and_submodules_are_named() throws Exception {
        commit("logo.png", POINTER);
        commit(".gitattributes", "*.png filter=lfs diff=lfs merge=lfs -text\n");
        Files.writeString(work.resolve(".gitmodules"),
                "[submodule \"theme\"]\n\tpath = themes/plain\n\turl = https://example.org/theme.git\n");
        git("update-index", "--add", "--cacheinfo", "160000," + "12".repeat(20) + ",themes/plain");
        git("add", ".gitmodules");
        git("commit", "-q", "-m", "theme");
        follow("main");
        assertEquals(List.of("lfs-pointers", "submodules"), notes().stream().map(SourceStatus.Note::kind).toList());
        assertEquals(List.of("logo.png"), notes().getFirst().items());
        assertEquals(List.of("themes/plain"), notes().getLast().items());
    }

    @Test
    void a_large_number_of_them_is_one_line_and_twenty_names() throws Exception {
        for (int i : IntStream.range(0, 50).toArray()) {
            Files.writeString(work.resolve("f" + i), POINTER);
        }
        commit("x", "1");
        follow("main");
        assertEquals(SourceStatus.MOST_ITEMS, notes().getFirst().items().size());
        assertTrue(notes().getFirst().text().startsWith("50 files are pointers of Git LFS"), notes().toString());
        assertTrue(notes().getFirst().text().length() < 250, notes().toString());
    }

    @Test
    void a_repository_without_any_has_no_notes() throws Exception {
        commit("README", "About version https://git-lfs.github.com/spec/v1\n" + "x".repeat(200));
        follow("main");
        assertEquals(List.of(), notes());
    }

    @Test
    void a_file_that_the_agent_itself_reads_is_never_taken_from_a_pointer() throws Exception {
        String commit = commit("requirements.txt", POINTER);
        Source source = follow("main");
        SourceException refused = assertThrows(SourceException.class,
                () -> source.snapshot(Revision.of(commit)).read("requirements.txt"));
        assertEquals(FailureKind.UNSAFE, refused.kind());
        assertTrue(String.valueOf(refused.getMessage()).contains("git lfs untrack"), refused.getMessage());
    }
}
