package dev.towline.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towline.cli.Terminal.Said;
import dev.towline.lab.GitRepository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code towline lint --base}: what another commit of the same repository has is applied. */
class LintBaseTest {
    @TempDir
    Path folder;
    @SuppressWarnings("NullAway.Init")
    private GitRepository repository;

    @BeforeEach
    void a_clone() {
        repository = GitRepository.create(folder.resolve("shop.git"));
        repository.write("db/migrations/0001_member.sql", "CREATE TABLE member (id bigint);\n").push("first");
    }

    private Said lint(String... words) {
        List<String> all = new ArrayList<>(List.of("lint", repository.work().resolve("db/migrations").toString()));
        all.addAll(List.of(words));
        return Terminal.withoutHouse().type(all.toArray(String[]::new));
    }

    private static void refused(Said said, String... words) {
        assertEquals(2, said.exit(), said.out() + said.err());
        for (String word : words) {
            assertTrue(said.err().contains(word), said.err());
        }
    }

    @Test
    void only_what_the_base_has_not_is_reported_and_the_repository_stays_as_it_is() throws IOException {
        repository.branch("index").write("db/migrations/0002_index.sql", "CREATE INDEX i ON member (id);\n");
        Files.writeString(repository.work().resolve("db/notes.txt"), "not yet in the index");
        byte[] index = Files.readAllBytes(repository.work().resolve(".git/index"));
        Said said = lint("--base", "origin/main", "--json");
        assertEquals(1, said.exit(), said.err());
        assertEquals(1, said.json().path("files").size(), said.out());
        assertEquals("create-index", said.json().at("/files/0/findings/0/rule").asText());
        assertTrue(java.util.Arrays.equals(index, Files.readAllBytes(repository.work().resolve(".git/index"))));
        assertEquals(0, left(), "the checkout is taken away");
    }

    private static long left() throws IOException {
        try (Stream<Path> all = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return all.filter(path -> String.valueOf(path.getFileName()).startsWith("towline-lint-")
                    && Files.isDirectory(path)).count();
        }
    }

    @Test
    void a_change_without_migrations_is_fine() {
        Said said = lint("--base", "main");
        assertEquals(0, said.exit(), said.err());
        assertEquals("0 migrations, 0 blocking, 0 warnings", said.out().strip());
    }

    @Test
    void an_edited_and_a_removed_file_block() throws IOException {
        repository.write("db/migrations/0002_more.sql", "ALTER TABLE member ADD COLUMN n int;\n").push("second");
        repository.write("db/migrations/0001_member.sql", "CREATE TABLE member (id int);\n");
        Files.delete(repository.work().resolve("db/migrations/0002_more.sql"));
        Said said = lint("--base", "origin/main");
        assertEquals(1, said.exit(), said.err());
        assertTrue(said.out().contains("2 migrations, 2 blocking"), said.out());
        assertTrue(said.out().contains("origin/main has it, and it is not here"), said.out());
    }

    @Test
    void a_commit_that_is_not_there_says_how_to_get_it() {
        refused(lint("--base", "origin/nothing"), "--base: there is no commit \"origin/nothing\" in ",
                "git fetch origin main", "fetch-depth: 0");
        refused(lint("--base=--output=/tmp/x"), "there is no commit \"--output=/tmp/x\"");
        refused(lint("--base", "HEAD:db"), "there is no commit \"HEAD:db\"");
    }

    @Test
    void what_is_in_no_repository_is_told() throws IOException {
        Path alone = Files.createDirectory(folder.resolve("alone"));
        Files.writeString(alone.resolve("0001_a.sql"), "SELECT 1;");
        refused(Terminal.withoutHouse().type("lint", alone.toString(), "--base", "main"), "is in no Git repository",
                "not a git repository", "leave --base out");
    }

    @Test
    void paths_are_of_one_repository() throws IOException {
        Path other = Files.createDirectory(folder.resolve("other"));
        Files.writeString(other.resolve("0001_a.sql"), "SELECT 1;");
        refused(lint(other.toString(), "--base", "main"), "is not in the repository", "one repository at a time");
    }

    @Test
    void options_that_need_another_one_say_which() throws IOException {
        String file = Files.writeString(folder.resolve("statements.jsonl"), "{\"query\": \"SELECT 1\", \"calls\": 1}")
                .toString();
        refused(lint("--traffic", file), "--traffic: without --shadow", "give --shadow URL");
        refused(lint("--base", "main", "--applied", "3"), "--base says which files are applied");
        refused(lint("--base", "main", "--engine", "sqlite"), "--base: SQLite's tables");
        refused(lint("--engine", "django", "--shadow", "postgresql://nobody@127.0.0.1:1/x", "--traffic", file),
                "name that: --base origin/main");
    }

    @Test
    void a_wrong_commit_is_told_before_a_project_is_run() {
        assertFalse(Terminal.withoutHouse()
                .type("lint", repository.work().toString(), "--engine", "django", "--base", "nothing")
                .err().contains("interpreter"), "a wrong commit is told before the project is run");
    }
}
