package dev.towline.migrate.rule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towline.desired.MigrationRuleNames;
import dev.towline.desired.MigrationSpec;
import dev.towline.migrate.lint.FileReport;
import dev.towline.migrate.lint.SourceFile;
import dev.towline.migrate.lint.SqlLint;
import dev.towline.migrate.sql.Name;
import dev.towline.migrate.sql.Script;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each rule has a migration that breaks it and one that nearly does; {@code -- pg: 10}, {@code -- engine: sqlite} and {@code -- was: column type} set the scene. */
class CatalogueTest {
    private static final Path FIXTURES = Path.of("src/test/resources/migrate/rules");
    /** Found by the Django reader, which has fixtures of its own: see DjangoLintTest; or by the shadow: see ShadowIT, SqlFilesTrafficIT and LintBaseIT. */
    private static final Set<String> DJANGO = Set.of("python-migration", "unread-migration", "irreversible",
            "shadow-rewrite", "shadow-scan", "shadow-failed", "shadow-untried", "traffic", "structure",
            "shadow-refused");

    static List<String> ids() {
        return Catalogue.rules().stream().map(Rule::id).filter(id -> !DJANGO.contains(id)).toList();
    }

    @Test
    void an_override_may_name_each_rule_and_nothing_else() {
        assertEquals(Catalogue.rules().stream().map(Rule::id).collect(Collectors.toCollection(TreeSet::new)),
                new TreeSet<>(MigrationRuleNames.of(MigrationSpec.Engine.SQL)));
    }

    @ParameterizedTest
    @MethodSource("ids")
    void each_rule_fires_where_it_should(String id) throws IOException {
        assertTrue(fired(id, "fires").contains(id), () -> id + " does not fire in its own fixture");
    }

    @ParameterizedTest
    @MethodSource("ids")
    void each_rule_is_silent_where_it_should_be(String id) throws IOException {
        assertFalse(fired(id, "silent").contains(id), () -> id + " fires in its silent fixture");
    }

    @Test
    void there_is_no_fixture_without_a_rule() throws IOException {
        try (Stream<Path> folders = Files.list(FIXTURES)) {
            Set<String> there = folders.map(f -> f.getFileName().toString())
                    .collect(Collectors.toCollection(TreeSet::new));
            there.removeAll(DJANGO);
            assertEquals(new TreeSet<>(ids()), there);
        }
    }

    @Test
    void every_example_is_one_that_the_grammar_knows() {
        List<String> unread = Catalogue.rules().stream().filter(rule -> rule.example().matches("(?s)(--.*|[A-Z]+ .*)"))
                .flatMap(rule -> Script.of(rule.example()).statements().stream()).filter(s -> s.flaw() != null)
                .map(s -> s.text() + s.flaw()).toList();
        assertEquals(List.of(), unread);
    }

    @Test
    void an_id_names_one_rule() {
        assertEquals(Catalogue.rules().size(), Catalogue.rules().stream().map(Rule::id).distinct().count());
    }

    private static Set<String> fired(String id, String which) throws IOException {
        Path single = FIXTURES.resolve(id).resolve(which + ".sql");
        List<SourceFile> files = new ArrayList<>();
        if (Files.exists(single)) {
            files.add(new SourceFile("0001_fixture.sql", Files.readString(single)));
        } else {
            try (Stream<Path> paths = Files.list(FIXTURES.resolve(id).resolve(which))) {
                for (Path path : paths.sorted().toList()) {
                    files.add(new SourceFile(path.getFileName().toString(), Files.readString(path)));
                }
            }
        }
        String text = files.getFirst().text();
        return new SqlLint(() -> scene(text), List.of()).lint(files).stream().map(FileReport::findings)
                .flatMap(List::stream)
                .map(f -> f.rule().id()).collect(Collectors.toSet());
    }

    private static Scene scene(String text) {
        if (text.contains("-- engine: sqlite")) {
            return Scene.sqlite();
        }
        Matcher server = Pattern.compile("-- pg: (\\d+)").matcher(text);
        Scene scene = Scene.postgresql(server.find() ? Integer.parseInt(server.group(1)) : 15);
        Matcher was = Pattern.compile("-- was: (\\w+) ([^\\n]+)").matcher(text);
        if (was.find()) {
            scene.type(new Name(null, "member"), was.group(1), was.group(2));
        }
        return scene;
    }
}
