package dev.towline.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.towline.cli.Terminal.Said;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of what a project's interpreter says; the interpreter is a script that says what the test wants. */
class LintDjangoTest {
    @TempDir
    Path folder;
    private @Nullable String home;

    @BeforeEach
    void a_project() throws IOException {
        home = System.getProperty("towline.home");
        Path script = folder.resolve("home/lib/python/towline_django");
        Files.createDirectories(script);
        Files.writeString(script.resolve("collect.py"), "");
        System.setProperty("towline.home", folder.resolve("home").toString());
        Files.createDirectories(folder.resolve("project/club/migrations"));
        Files.writeString(folder.resolve("project/manage.py"), "");
        Files.writeString(folder.resolve("project/club/migrations/__init__.py"), "");
        Files.writeString(migration(), "class Migration:\n    pass\n");
    }

    @AfterEach
    void as_it_was() {
        if (home == null) {
            System.clearProperty("towline.home");
        } else {
            System.setProperty("towline.home", home);
        }
    }

    private Path migration() {
        return folder.resolve("project/club/migrations/0002_more.py");
    }

    private Said lint(String says, String... more) throws IOException {
        Path answer = Files.writeString(folder.resolve("answer.json"), says);
        return typed("#!/bin/sh\necho " + answer + "\n", more);
    }

    private Said typed(String script, String... more) throws IOException {
        Path python = folder.resolve("python");
        Files.deleteIfExists(python);
        Files.writeString(python, script);
        Files.setPosixFilePermissions(python, PosixFilePermissions.fromString("rwx------"));
        List<String> words = new ArrayList<>(
                List.of("lint", folder.resolve("project").toString(), "--python", python.toString()));
        words.addAll(List.of(more));
        return Terminal.withoutHouse().type(words.toArray(String[]::new));
    }

    private String migrations(String operation) throws IOException {
        return "{\"errors\": [], \"migrations\": [{\"app\": \"club\", \"name\": \"0002_more\", \"file\": \""
                + migration().toRealPath() + "\", \"atomic\": true, \"operations\": [" + operation + "]}]}";
    }

    @Test
    void a_statement_is_found_at_its_operation() throws IOException {
        Said said = lint(migrations("{\"describe\": \"Rename\", \"line\": 12, \"column\": 9, \"statements\":"
                + " [{\"sql\": \"ALTER TABLE m RENAME COLUMN a TO b\", \"source\": \"schema\"}]}"), "--json");
        assertEquals(1, said.exit(), said.err());
        JsonNode file = said.json().at("/files/0");
        assertTrue(file.get("path").asText().endsWith("club/migrations/0002_more.py"));
        assertEquals("rename-column 12 9", String.join(" ", file.at("/findings/0/rule").asText(),
                file.at("/findings/0/line").asText(), file.at("/findings/0/column").asText()));
        assertFalse(Files.exists(folder.resolve("answer.json")), "what the interpreter wrote is not left behind");
    }

    @Test
    void a_file_of_variables_is_the_environment_of_the_import() throws IOException {
        Path answer = Files.writeString(folder.resolve("answer.json"), migrations(""));
        Path variables = Files.writeString(folder.resolve("env"),
                "# said\n\nexport CLUB_KEY='a b'\nCLUB_URL = x=y # z\n");
        Said said = typed("#!/bin/sh\n[ \"$CLUB_KEY/$CLUB_URL\" = 'a b/x=y # z' ] || exit 3\necho " + answer + "\n",
                "--env-file", variables.toString());
        assertEquals(0, said.exit(), said.err());
        Files.writeString(variables, "CLUB_KEY=1\nnonsense\n");
        said = typed("#!/bin/sh\nexit 3\n", "--env-file", variables.toString());
        assertEquals(2, said.exit());
        assertTrue(said.err().contains(variables + ":2: expected NAME=value"), said.err());
    }

    @Test
    void what_got_a_stand_in_is_named() throws IOException {
        Said said = lint(migrations("").replace("{\"errors\"",
                "{\"standIns\": {\"CLUB_KEY\": \"x\", \"CLUB_DEBUG\": \"False\"}, \"errors\""));
        assertEquals(0, said.exit(), said.err());
        assertTrue(said.err().contains("CLUB_DEBUG, CLUB_KEY; --env-file FILE"), said.err());
    }

    @Test
    void what_towline_orders_by_itself_does_not_block() throws IOException {
        Said said = lint(migrations("{\"describe\": \"Remove\", \"line\": 12, \"column\": 9, \"statements\":"
                + " [{\"sql\": \"ALTER TABLE m DROP COLUMN a CASCADE\", \"source\": \"schema\"}]}"));
        assertEquals(0, said.exit(), said.err());
        assertTrue(said.out().contains("0002_more.py:12:9: warning [drop-column, contract]"), said.out());
    }

    @Test
    void a_project_that_cannot_be_imported_is_opaque() throws IOException {
        Said said = lint("{\"migrations\": [], \"errors\": [{\"file\": \"" + migration().toRealPath()
                + "\", \"line\": 3, \"message\": \"ImportError: no module named club\"}]}", "--json");
        assertEquals(1, said.exit(), said.err());
        assertEquals("opaque", said.json().at("/files/0/class").asText());
        String why = said.json().at("/files/0/findings/0/why").asText();
        assertTrue(why.contains("ImportError: no module named club") && why.contains("0002_more.py:3"), why);
    }

    @Test
    void an_interpreter_that_fails_is_wrong_usage_and_quoted() throws IOException {
        Said said = typed("#!/bin/sh\necho 'Segmentation fault' >&2\nexit 139\n");
        assertEquals(2, said.exit());
        assertTrue(said.err().contains("the project's interpreter failed: Segmentation fault"), said.err());
        assertTrue(said.err().contains("run it by hand to see"), said.err());
    }

    @Test
    void without_an_interpreter_the_usual_places_are_named() {
        Said said = Terminal.withoutHouse().type("lint", folder.resolve("project").toString());
        assertEquals(2, said.exit());
        assertTrue(said.err().contains("there is no .venv/bin/python and no venv/bin/python"), said.err());
    }

    @Test
    void only_what_was_asked_about_is_reported() throws IOException {
        Path other = Files.createDirectories(folder.resolve("project/other/migrations"));
        String renamed = migrations("{\"describe\": \"Rename\", \"line\": 12, \"column\": 9, \"statements\":"
                + " [{\"sql\": \"ALTER TABLE m RENAME TO n\", \"source\": \"schema\"}]}");
        assertEquals(1, asked(migration(), renamed).exit());
        assertEquals(1, asked(folder.resolve("project/club"), renamed).exit());
        assertEquals(2, asked(other, renamed).exit());
    }

    private Said asked(Path path, String says) throws IOException {
        lint(says);
        Files.writeString(folder.resolve("answer.json"), says);
        return Terminal.withoutHouse().type("lint", path.toString(), "--engine", "django", "--python",
                folder.resolve("python").toString());
    }
}
