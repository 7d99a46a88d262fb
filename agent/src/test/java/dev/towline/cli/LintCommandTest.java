package dev.towline.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.towline.cli.Terminal.Said;
import dev.towline.migrate.lint.SourceFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LintCommandTest {
    private static final String SAFE = "ALTER TABLE member ADD COLUMN level int;\n";
    private static final String BLOCKED = "-- first\nSELECT 1;\n  ALTER TABLE member RENAME COLUMN a TO b;\n";
    @TempDir
    Path folder;

    private Said lint(String... words) {
        List<String> all = new ArrayList<>(List.of("lint"));
        all.addAll(List.of(words));
        return Terminal.withoutHouse().type(all.toArray(String[]::new));
    }

    private String file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text).toString();
    }

    @Test
    void nothing_that_blocks_is_exit_code_0() throws IOException {
        Said said = lint(file("0001_level.sql", SAFE));
        assertEquals(0, said.exit(), said.out());
        assertEquals("1 migration, 0 blocking, 0 warnings", said.out().strip());
    }

    @Test
    void a_warning_alone_is_exit_code_0() throws IOException {
        Said said = lint(file("0001_drop.sql", "ALTER TABLE member DROP COLUMN a;"));
        assertEquals(0, said.exit(), said.out());
        assertTrue(said.out().contains("0001_drop.sql:1:20: warning [drop-column, contract]"), said.out());
        assertTrue(said.out().endsWith("1 migration, 0 blocking, 1 warning\n"), said.out());
    }

    @Test
    void what_blocks_is_exit_code_1_and_told_with_place_reason_and_remedy() throws IOException {
        Said said = lint(file("0001_rename.sql", BLOCKED));
        assertEquals(1, said.exit());
        assertTrue(said.out().contains("0001_rename.sql:3:3: blocks [rename-column, never]\n"
                + "    ALTER TABLE member RENAME COLUMN a TO b\n    why:    at the moment of the rename"), said.out());
        assertTrue(said.out().contains("    remedy: add the new column"), said.out());
    }

    @Test
    void wrong_usage_is_exit_code_2() throws IOException {
        assertEquals(2, lint().exit());
        assertEquals(2, lint(folder.resolve("gone.sql").toString()).exit());
        assertEquals(2, lint(folder.toString()).exit());
        String file = file("0001_level.sql", SAFE);
        assertEquals(2, lint(file, "--engine", "oracle").exit());
        assertEquals(2, lint(file, "--pg", "1").exit());
        assertTrue(lint(folder.resolve("gone.sql").toString()).err().contains("there is no such file or folder"));
    }

    @Test
    void json_is_exactly_the_contract() throws IOException {
        file("0001_level.sql", SAFE);
        file("0002_rename.sql", BLOCKED);
        file("0003_drop.sql", "DROP TABLE member;");
        Said said = lint("--json", folder.toString());
        assertEquals(1, said.exit());
        JsonNode json = said.json();
        assertEquals(List.of("files"), fields(json));
        assertEquals(3, json.get("files").size());
        JsonNode safe = json.get("files").get(0);
        assertEquals(List.of("path", "class", "findings"), fields(safe));
        assertEquals("expand-safe", safe.get("class").asText());
        assertTrue(safe.get("findings").isEmpty());
        assertEquals("never", json.at("/files/1/class").asText());
        JsonNode finding = json.at("/files/1/findings/0");
        assertEquals(List.of("rule", "class", "severity", "line", "column", "statement", "why", "remedy"),
                fields(finding));
        assertEquals("rename-column never block 3 3 ALTER TABLE member RENAME COLUMN a TO b",
                String.join(" ", finding.get("rule").asText(), finding.get("class").asText(),
                        finding.get("severity").asText(), finding.get("line").asText(), finding.get("column").asText(),
                        finding.get("statement").asText()));
        assertTrue(finding.get("line").isInt() && finding.get("column").isInt());
        assertEquals("contract", json.at("/files/2/class").asText());
        assertEquals("warn", json.at("/files/2/findings/0/severity").asText());
    }

    private static List<String> fields(JsonNode node) {
        List<String> names = new ArrayList<>();
        node.fieldNames().forEachRemaining(names::add);
        return names;
    }

    @Test
    void files_of_a_folder_are_taken_in_order_and_down_files_are_left_out() throws IOException {
        file("0010_b.sql", SAFE);
        file("0002_a.sql", SAFE.replace("level", "other"));
        file("0002_a.down.sql", "DROP TABLE member;");
        List<String> paths = new ArrayList<>();
        lint("--json", folder.toString()).json().get("files").forEach(f -> paths.add(f.get("path").asText()));
        assertEquals(List.of("0002_a.sql", "0010_b.sql"),
                paths.stream().map(p -> p.substring(p.lastIndexOf('/') + 1)).toList());
    }

    @Test
    void sarif_names_rules_and_places() throws IOException {
        String file = file("0001_rename.sql", BLOCKED);
        Path to = folder.resolve("found.sarif");
        Said said = lint(file, "--sarif", to.toString());
        assertEquals(1, said.exit());
        assertTrue(said.out().contains("blocks [rename-column"), said.out());
        JsonNode sarif = new ObjectMapper().readTree(Files.readString(to));
        assertEquals("2.1.0", sarif.get("version").asText());
        assertEquals("towline lint", sarif.at("/runs/0/tool/driver/name").asText());
        assertEquals("rename-column", sarif.at("/runs/0/tool/driver/rules/0/id").asText());
        JsonNode result = sarif.at("/runs/0/results/0");
        assertEquals("error", result.get("level").asText());
        assertEquals(3, result.at("/locations/0/physicalLocation/region/startLine").asInt());
        assertTrue(
                result.at("/locations/0/physicalLocation/artifactLocation/uri").asText().endsWith("0001_rename.sql"));
        JsonNode printed = lint(file, "--sarif", "-").json();
        assertEquals(sarif, printed);
    }

    @Test
    void github_gets_annotations_without_line_ends() throws IOException {
        Said said = lint(file("0001_rename.sql", BLOCKED), "--github");
        assertEquals(1, said.exit());
        List<String> lines = said.out().lines().toList();
        assertEquals(1, lines.size());
        assertTrue(lines.getFirst().startsWith("::error file="), said.out());
        assertTrue(lines.getFirst().contains("0001_rename.sql,line=3,col=3,title=rename-column::ALTER TABLE member"),
                said.out());
        assertTrue(lines.getFirst().contains("%0A"), said.out());
    }

    @Test
    void an_override_holds_for_the_file_as_it_was() throws IOException {
        String file = file("0001_rename.sql", BLOCKED);
        String sum = new SourceFile("x", BLOCKED).sha256();
        String list = file("overrides.yaml", "- rule: rename-column\n  migration: 0001_rename.sql\n  sha256: " + sum
                + "\n  reason: nobody reads it\n");
        Said said = lint(file, "--overrides", list);
        assertEquals(0, said.exit(), said.out());
        assertTrue(said.out().contains("overridden: nobody reads it"), said.out());
        Files.writeString(Path.of(file), BLOCKED + "\n");
        Said edited = lint(file, "--overrides", list);
        assertEquals(1, edited.exit());
        assertTrue(edited.out().contains("the override for it is void, because the file was edited"), edited.out());
    }

    @Test
    void a_wrong_override_is_wrong_usage_and_every_mistake_is_told() throws IOException {
        String file = file("0001_rename.sql", BLOCKED);
        String list = file("overrides.yaml", "- rule: rename-colum\n  migration: x\n  sha256: abc\n  reason: y\n"
                + "- {rule: truncate, migration: x, sha256: abc, reason: y}\n- {rule: truncate}\n- {who: me}\n");
        Said said = lint(file, "--overrides", list);
        assertEquals(2, said.exit());
        assertTrue(said.err().contains("override 1: there is no rule \"rename-colum\""), said.err());
        assertTrue(said.err().contains("override 2: sha256 is what sha256sum prints"), said.err());
        assertTrue(said.err().contains("override 3: it has no migration"), said.err());
        assertTrue(said.err().contains("override 4: unknown key \"who\""), said.err());
        assertEquals(2, lint(file, "--overrides", file("other.yaml", "rule: x")).exit());
    }

    @Test
    void sqlite_is_read_as_sqlite() throws IOException {
        String file = file("0001_kv.sql",
                "CREATE TABLE `kv` (k TEXT PRIMARY KEY, v) WITHOUT ROWID;\nPRAGMA user_version = 3;\n");
        assertEquals(1, lint(file).exit());
        Said said = lint(file, "--engine", "sqlite");
        assertEquals(0, said.exit(), said.out());
    }

    @Test
    void versions_matter() throws IOException {
        String file = file("0001_level.sql", "ALTER TABLE member ADD COLUMN level int NOT NULL DEFAULT 1;");
        assertEquals(0, lint(file).exit());
        assertEquals(1, lint(file, "--pg", "10").exit());
    }

    @Test
    void a_mixed_file_is_refused_with_the_split_written_out() throws IOException {
        Said said = lint(file("0004_swap.sql", "ALTER TABLE member ADD COLUMN b int, DROP COLUMN a;"));
        assertEquals(1, said.exit());
        assertTrue(said.out().contains("split the file in two"), said.out());
        assertTrue(said.out().contains("leave in 0004_swap.sql:\n        ALTER TABLE member ADD COLUMN b int;\n"
                + "        move to 0005_swap_contract.sql:\n        -- towline: contract\n"
                + "        ALTER TABLE member DROP COLUMN a;"), said.out());
    }

    @Test
    void a_shadow_that_nobody_answers_for_is_wrong_usage_and_shows_no_password() throws IOException {
        String file = file("0001_a.sql", SAFE);
        Said said = lint(file, "--shadow", "postgresql://ci:hunter2@127.0.0.1:1/postgres");
        assertEquals(2, said.exit());
        assertTrue(said.err().contains("postgresql://127.0.0.1:1"), said.err());
        assertFalse(said.err().contains("hunter2"), said.err());
        assertEquals(2, lint(file, "--shadow", "mysql://ci:hunter2@x/y").exit());
        assertFalse(lint(file, "--shadow", "postgresql://ci:hunter2@bad host/y").err().contains("hunter2"));
        assertEquals(2, lint(file, "--schema", file).exit());
    }

    @Test
    void what_is_applied_is_not_judged_again() throws IOException {
        file("0001_table.sql", "CREATE TABLE member (id bigint);");
        file("0002_index.sql", "CREATE INDEX i ON member (id);");
        assertEquals(0, lint(folder.toString()).exit());
        assertEquals(1, lint(folder.toString(), "--applied", "1").exit());
        Said nothing = lint(folder.toString(), "--applied", "2");
        assertEquals(0, nothing.exit());
        assertEquals("0 migrations, 0 blocking, 0 warnings", nothing.out().strip());
    }

    @Test
    void the_header_may_only_be_stricter() throws IOException {
        assertEquals(0, lint(file("0001_a.sql", "-- towline: contract\n" + SAFE)).exit());
        Said said = lint(file("0001_a.sql", "-- towline: expand\nDROP TABLE member;"));
        assertEquals(1, said.exit());
        assertTrue(said.out().contains("header-looser"), said.out());
        assertFalse(lint(file("0001_a.sql", "-- towline: expand\n" + SAFE)).out().contains("header-looser"));
    }
}
