package dev.towline.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.towline.Agent;
import dev.towline.cli.Terminal.Said;
import dev.towline.host.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the command says, with the agent down and real rooms in a folder. */
class RestoreCommandTest {
    private static final String GOOD = "20261120-080000-aaaaaaa-00000001-ysc.dump";
    private static final String BAD = "20261121-080000-bbbbbbb-00000002-ysc.dump";
    @TempDir
    Path folder;
    private Path settings;
    private Path points;

    @BeforeEach
    void two_points_of_which_one_is_damaged() throws IOException {
        Files.createDirectories(folder.resolve("components"));
        settings = Files.writeString(folder.resolve("agent.yaml"), """
                configRepo: { url: "file://%1$s/nowhere.git" }
                host: soar-1
                serviceManager: local
                root: %1$s/root
                components: %1$s/components
                """.formatted(folder));
        points = Files.createDirectories(folder.resolve("root/var/backups/towline/ysc"));
        point(GOOD, "all of it");
        point(BAD, "all of it");
        Files.writeString(points.resolve(BAD), "half of it");
    }

    private void point(String name, String content) throws IOException {
        Files.writeString(points.resolve(name), content);
        Files.writeString(points.resolve(name + ".sha256"), Digest.of(content).hex() + "  " + name + "\n");
    }

    private Said type(String... more) {
        List<String> words = new ArrayList<>(List.of("restore", "--config", settings.toString()));
        words.addAll(List.of(more));
        return new Terminal(new Agent()).type(words.toArray(String[]::new));
    }

    @Test
    void without_more_it_lists_the_points_the_newest_first() {
        Said said = type("ysc");
        assertEquals(0, said.exit(), said.err());
        List<String> lines = said.out().lines().toList();
        assertTrue(lines.get(0).startsWith("TAKEN"), said.out());
        assertTrue(lines.get(1).startsWith("2026-11-21T08:00:00Z") && lines.get(1).contains("bbbbbbb-00000002")
                && lines.get(1).endsWith(BAD), said.out());
        assertTrue(lines.get(2).contains("there") && lines.get(2).endsWith(GOOD), said.out());
    }

    @Test
    void with_verify_the_damaged_one_is_named_and_the_exit_code_says_so() {
        Said said = type("ysc", "--verify");
        assertEquals(1, said.exit());
        assertTrue(said.out().contains("wrong") && said.out().contains("right"), said.out());
        assertTrue(said.out().contains(BAD + ": its SHA-256 is " + Digest.of("half of it").hex()), said.out());
    }

    @Test
    void as_json_each_point_has_its_release_size_and_database() {
        JsonNode json = type("ysc", "--json", "--verify").json();
        JsonNode newest = json.path("points").path(0);
        assertEquals("bbbbbbb-00000002", newest.path("release").asText());
        assertEquals("ysc", newest.path("database").asText());
        assertEquals("half of it".length(), newest.path("bytes").asLong());
        assertEquals("wrong", newest.path("checksum").asText());
        assertTrue(json.path("last").isNull() && json.path("setAside").isEmpty(), json.toString());
    }

    @Test
    void a_site_that_this_host_does_not_have_and_of_which_there_are_no_points_is_wrong_usage() {
        Said said = type("other");
        assertEquals(2, said.exit(), said.out());
        assertTrue(said.err().contains("no site 'other'"), said.err());
    }

    @Test
    void a_point_that_is_no_database_of_the_site_is_not_proved() {
        Said said = type("ysc", "--to-scratch", "--point", GOOD);
        assertEquals(1, said.exit());
        assertTrue(said.out().contains("which is no database of ysc"), said.out());
    }

    @Test
    void a_point_that_there_is_not_is_said_with_where_to_look() {
        Said said = type("ysc", "--to-scratch", "--point", "nothing.dump", "--json");
        assertEquals(1, said.exit());
        assertFalse(said.json().path("ok").asBoolean());
        assertTrue(said.json().path("failure").asText().contains("'towline restore ysc' lists them"), said.out());
    }

    @Test
    void to_prove_and_to_replace_at_once_is_wrong_usage() {
        Said said = type("ysc", "--to-scratch", "--replace");
        assertEquals(2, said.exit());
        assertTrue(said.err().contains("mutually exclusive"), said.err());
    }

    @Test
    void no_site_is_wrong_usage() {
        assertEquals(2, type().exit());
        assertEquals(2, type("../etc").exit());
    }
}
