package dev.towline.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.towline.cli.Terminal.Said;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code towline validate} on real folders. */
class ValidateCommandTest {
    private static final Path EXAMPLE = Path.of("src/test/resources/desired");
    @TempDir
    Path repo;

    @BeforeEach
    void copyTheExample() throws IOException {
        Path from = EXAMPLE.resolve("repo");
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.createDirectories(repo.resolve(from.relativize(file).toString()).getParent());
                if (Files.isRegularFile(file)) {
                    Files.copy(file, repo.resolve(from.relativize(file).toString()));
                }
            }
        }
    }

    private Said validate(String... more) {
        List<String> words = new java.util.ArrayList<>(
                List.of("validate", repo.toString(), "--components", EXAMPLE.resolve("shipped").toString()));
        words.addAll(List.of(more));
        return Terminal.withoutHouse().type(words.toArray(String[]::new));
    }

    private void edit(String file, String from, String to) throws IOException {
        String text = Files.readString(repo.resolve(file));
        assertTrue(text.contains(from), text);
        Files.writeString(repo.resolve(file), text.replace(from, to));
    }

    @Test
    void a_good_repo_is_valid() {
        Said said = validate();
        assertEquals(0, said.exit(), said.out());
        assertEquals("valid", said.out().strip());
    }

    @Test
    void every_mistake_is_told_with_its_place_and_remedy() throws IOException {
        edit("sites/ysc/site.yaml", "domain:", "domian:");
        edit("towline.yaml", "removalCap: 12", "removalCapp: 12");
        Said said = validate();
        assertEquals(2, said.exit());
        assertTrue(said.out().contains("sites/ysc/site.yaml:1:1: unknown key 'domian'; did you mean 'domain'?"),
                said.out());
        assertTrue(said.out().contains("towline.yaml:3:13:"), said.out());
        assertTrue(said.out().strip().endsWith("3 problems"), said.out());
    }

    @Test
    void json_says_that_it_is_valid() {
        Said said = validate("--json");
        assertEquals(0, said.exit());
        assertTrue(said.json().path("valid").asBoolean());
        assertEquals(0, said.json().path("problems").size());
    }

    @Test
    void json_gives_each_problem_its_file_line_column_message_and_remedy() throws IOException {
        edit("towline.yaml", "removalCap: 12", "removalCapp: 12");
        Said said = validate("--json");
        assertEquals(2, said.exit());
        assertEquals(false, said.json().path("valid").asBoolean(true));
        JsonNode problem = said.json().path("problems").path(0);
        assertEquals("towline.yaml", problem.path("file").asText());
        assertEquals(3, problem.path("line").asInt());
        assertEquals(13, problem.path("column").asInt());
        assertEquals("unknown key 'removalCapp'", problem.path("message").asText());
        assertTrue(problem.path("remedy").asText().contains("removalCap"), problem.toString());
    }

    @Test
    void github_marks_the_line_of_each_problem() throws IOException {
        assertEquals("", validate("--github").out());
        edit("towline.yaml", "removalCap: 12", "removalCapp: 12");
        Said said = validate("--github");
        assertEquals(2, said.exit());
        String line = said.out().strip();
        assertTrue(line.startsWith("::error file=" + repo.resolve("towline.yaml") + ",line=3,col=13::unknown key"),
                line);
        assertEquals(1, line.lines().count(), line);
    }

    @Test
    void sarif_has_each_problem_at_its_place() throws IOException {
        assertEquals(0, validate("--sarif").json().path("runs").path(0).path("results").size());
        edit("towline.yaml", "removalCap: 12", "removalCapp: 12");
        JsonNode log = validate("--sarif").json();
        assertEquals("2.1.0", log.path("version").asText());
        JsonNode result = log.path("runs").path(0).path("results").path(0);
        JsonNode place = result.path("locations").path(0).path("physicalLocation");
        assertEquals(repo.resolve("towline.yaml").toString(), place.path("artifactLocation").path("uri").asText());
        assertEquals(3, place.path("region").path("startLine").asInt());
        assertEquals(13, place.path("region").path("startColumn").asInt());
        assertEquals("error", result.path("level").asText());
    }

    @Test
    void a_folder_that_is_not_there_is_wrong_usage() {
        Said said = Terminal.withoutHouse().type("validate", repo.resolve("nowhere").toString());
        assertEquals(2, said.exit());
        assertTrue(said.err().contains("there is no such folder"), said.err());
    }

    @Test
    void a_folder_that_is_no_config_repo_is_wrong_usage() throws IOException {
        Path empty = Files.createDirectories(repo.resolve("sites/ysc/files"));
        Said said = Terminal.withoutHouse().type("validate", empty.toString());
        assertEquals(2, said.exit());
        assertTrue(said.err().contains("no config repo"), said.err());
    }

    @Test
    void components_that_are_not_there_are_wrong_usage() {
        Said said = Terminal.withoutHouse().type("validate", repo.toString(), "--components",
                repo.resolve("nowhere").toString());
        assertEquals(2, said.exit());
        assertTrue(said.err().contains("there is no such folder"), said.err());
    }
}
