package dev.towline.follow;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towline.desired.ConfigFiles;
import dev.towline.desired.TargetName;
import dev.towline.event.Events;
import dev.towline.history.memory.MemoryHistory;
import dev.towline.host.Facts;
import dev.towline.reconcile.Heads;
import dev.towline.reconcile.SourceTrouble;
import dev.towline.reconcile.Wanted.Rendering;
import dev.towline.render.AgentFacts;
import dev.towline.secret.StandInSecrets;
import dev.towline.source.Revision;
import dev.towline.source.RevisionPolicy;
import dev.towline.source.SourceException;
import dev.towline.source.SourceSpec;
import dev.towline.source.git.GitSource;
import dev.towline.status.AgentStatus;
import dev.towline.status.LiveBoard;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A URL that changes to a repository that is not there, and a branch that vanishes: told, and nothing of the old one is used for the new. */
class MovedRepositoryTest {
    private static final TargetName CLUB = TargetName.site("club");

    @TempDir
    Path temp;

    private final MemoryHistory history = new MemoryHistory();
    private Follow follow;

    @BeforeEach
    void begin() throws Exception {
        make("config");
        make("app");
        make("other");
        commit("app", "a", "1");
        commit("other", "a", "other");
        commit("config", "hosts/soar-1.yaml", "sites: [club]\n");
        site("app", "main");
        follow = follow("config");
        follow.following().look(true);
    }

    @AfterEach
    void end() {
        follow.close();
    }

    /** An agent whose mirrors are those of the one before. */
    private Follow follow(String config) {
        LiveBoard board = new LiveBoard(new AgentStatus("1", "h", Instant.EPOCH, true, List.of(), List.of(), 0));
        GitSettings settings = new GitSettings(
                SourceSpec.of("config", temp.resolve(config).toString(), RevisionPolicy.parse("main")), "", "soar-1",
                ConfigFiles.none(), new AgentFacts("", "127.0.0.1:9876", List.of()), new StandInSecrets(),
                _ -> Optional.of(""));
        return new Follow(settings, new Facts("soar-1", 2, 2048, "debian", "12", "amd64"), history,
                spec -> new GitSource(spec, temp.resolve("sources").resolve(spec.name())), new Events(), board,
                Clock.systemUTC(), Duration.ofMinutes(1));
    }

    private void make(String name) throws Exception {
        Files.createDirectories(temp.resolve(name));
        git(name, "init", "-q", "-b", "main");
        git(name, "config", "user.email", "ada@example.org");
        git(name, "config", "user.name", "Ada");
    }

    private void site(String app, String track) throws Exception {
        commit("config", "sites/club/site.yaml", "domain: club.example.org\napp: { repo: \"file://" + temp.resolve(app)
                + "\", track: " + track + " }\n");
    }

    private String git(String name, String... words) throws IOException, InterruptedException {
        List<String> argv = new ArrayList<>(List.of("git", "-C", temp.resolve(name).toString()));
        argv.addAll(List.of(words));
        Process git = new ProcessBuilder(argv).redirectErrorStream(true).start();
        String said = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, git.waitFor(), said);
        return said.strip();
    }

    private String commit(String name, String path, String text) throws Exception {
        Path file = temp.resolve(name).resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        git(name, "add", "-A");
        git(name, "commit", "-q", "-m", path);
        return git(name, "rev-parse", "HEAD");
    }

    private Heads heads(TargetName target) {
        return follow.wanted().heads(target).orElseThrow();
    }

    private SourceTrouble trouble(TargetName target) {
        return follow.wanted().trouble(target).orElseThrow();
    }

    @Test
    void what_is_followed_well_is_no_trouble() throws Exception {
        assertEquals(git("app", "rev-parse", "HEAD"), heads(CLUB).app());
        assertEquals(Optional.empty(), follow.wanted().trouble(CLUB));
        assertEquals(Optional.empty(), follow.wanted().trouble(TargetName.HOST));
    }

    @Test
    void a_config_repo_at_a_url_that_is_not_there_is_trouble_and_nothing_of_the_old_one_is_rendered() {
        Heads before = heads(CLUB);
        follow.close();
        follow = follow("nowhere");
        follow.following().look(true);
        assertTrue(trouble(TargetName.HOST).refused() && trouble(CLUB).refused(), trouble(CLUB).toString());
        assertEquals(Optional.empty(), follow.wanted().heads(CLUB));
        assertEquals(Optional.empty(), follow.wanted().heads(TargetName.HOST));
        assertEquals(List.of(TargetName.HOST), follow.following().targets());
        follow.close();
        follow = follow("config");
        follow.following().look(true);
        assertEquals(before, heads(CLUB), "and back");
    }

    @Test
    void an_app_repo_at_a_url_that_is_not_there_is_trouble_and_the_old_commit_is_not_the_new_ones() throws Exception {
        String old = heads(CLUB).app();
        site("nowhere", "main");
        follow.following().look(true);
        assertTrue(trouble(CLUB).refused(), trouble(CLUB).toString());
        assertEquals(Optional.empty(), follow.wanted().trouble(TargetName.HOST));
        assertEquals(null, heads(CLUB).app());
        assertInstanceOf(Rendering.NotYet.class, follow.wanted().render(CLUB, heads(CLUB)));
        site("app", "main");
        follow.following().look(true);
        assertEquals(old, heads(CLUB).app());
        assertEquals(Optional.empty(), follow.wanted().trouble(CLUB));
    }

    @Test
    void an_app_repo_at_another_url_gives_its_own_commit() throws Exception {
        site("other", "main");
        follow.following().look(true);
        assertEquals(git("other", "rev-parse", "HEAD"), heads(CLUB).app());
        Revision head = Revision.of(Objects.requireNonNull(heads(CLUB).app()));
        assertArrayEquals("other".getBytes(StandardCharsets.UTF_8),
                follow.apps().app(CLUB, head).read("a").orElseThrow());
    }

    @Test
    void a_branch_that_vanished_is_trouble_and_the_site_stays_where_it_is() throws Exception {
        String before = heads(CLUB).app();
        git("app", "branch", "-m", "main", "trunk");
        follow.following().look(true);
        assertTrue(trouble(CLUB).refused() && trouble(CLUB).why().contains("no branch 'main'"),
                trouble(CLUB).toString());
        assertEquals(before, heads(CLUB).app());
        assertTrue(trouble(CLUB).why().contains("'trunk'"), "the nearest is named");
    }

    @Test
    void a_branch_of_the_config_repo_that_vanished_is_everybodys_trouble() throws Exception {
        Heads before = heads(CLUB);
        git("config", "branch", "-m", "main", "trunk");
        follow.following().look(true);
        assertTrue(trouble(TargetName.HOST).refused() && trouble(CLUB).refused(), trouble(CLUB).toString());
        assertEquals(before, heads(CLUB));
    }

    @Test
    void a_tag_that_vanished_and_a_commit_that_nobody_has_are_trouble() throws Exception {
        git("app", "tag", "v1");
        site("app", "tag:v1");
        follow.following().look(true);
        String before = heads(CLUB).app();
        git("app", "tag", "-d", "v1");
        follow.following().look(true);
        assertTrue(trouble(CLUB).refused(), trouble(CLUB).toString());
        assertEquals(before, heads(CLUB).app());
        site("app", "commit:" + "12".repeat(20));
        follow.following().look(true);
        assertTrue(trouble(CLUB).refused(), trouble(CLUB).toString());
    }

    @Test
    void the_files_of_an_app_that_is_not_followed_are_not_there() {
        assertThrows(SourceException.class, () -> follow.apps().app(TargetName.site("guild"),
                Revision.of("1".repeat(40))));
    }
}
