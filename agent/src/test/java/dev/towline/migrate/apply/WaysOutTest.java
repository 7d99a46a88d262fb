package dev.towline.migrate.apply;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.towline.desired.MigrationOverride;
import dev.towline.migrate.lint.RuleOverride;
import dev.towline.migrate.lint.SourceFile;
import dev.towline.migrate.lint.Witness;
import dev.towline.migrate.order.Answer;
import dev.towline.migrate.rule.Catalogue;
import dev.towline.migrate.rule.Rule;
import dev.towline.migrate.rule.Scene;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every rule that refuses a SQL file, from the refusal through the way out that its message prints. */
class WaysOutTest {
    private static final Path FIXTURES = Path.of("src/test/resources/migrate/rules");

    static Stream<String> rules() throws IOException {
        return Catalogue.rules().stream().map(Rule::id).filter(id -> Files.exists(FIXTURES.resolve(id)))
                .filter(id -> !new Fixture(id).sqlite());
    }

    /** The files of a rule's own fixture; the last one is what comes. */
    private record Fixture(String id) {
        private List<SourceFile> files() {
            try (Stream<Path> paths = Files.walk(FIXTURES.resolve(id))) {
                List<SourceFile> files = new ArrayList<>();
                for (Path path : paths.filter(p -> p.toString().contains("fires") && p.toString().endsWith(".sql"))
                        .sorted().toList()) {
                    boolean single = path.getFileName().toString().equals("fires.sql");
                    files.add(
                            new SourceFile(single ? "migrations/0001_fixture.sql" : "migrations/" + path.getFileName(),
                                    Files.readString(path)));
                }
                return files;
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }

        boolean sqlite() {
            return files().stream().anyMatch(file -> file.text().contains("engine: sqlite"));
        }

        List<Refusal> refused(List<RuleOverride> overrides) {
            return judging(overrides).again(standing(files()), files().getLast());
        }

        List<Refusal> inMaintenance() {
            List<SourceFile> files = files();
            Standing standing = standing(files);
            standing.pending().add(files.getLast());
            return judging(List.of()).maintenance(standing, Witness.NONE).refusals();
        }

        private static Standing standing(List<SourceFile> files) {
            return new Standing(files.subList(0, files.size() - 1), new ArrayList<>(), new ArrayList<>(), List.of(),
                    List.of(), List.of(), List.of());
        }

        private Judging judging(List<RuleOverride> overrides) {
            int server = files().stream().flatMap(file -> file.text().lines())
                    .filter(line -> line.startsWith("-- pg: ")).map(line -> Integer.parseInt(line.substring(7).strip()))
                    .findFirst().orElse(15);
            return new Judging(() -> Scene.postgresql(server), overrides, file -> true, Map.of());
        }
    }

    /** As the deployment says it. */
    private static Answer said(List<Refusal> refusals) {
        return new Answer(new ObjectMapper().valueToTree(Map.of("ok", false, "databases",
                Map.of("shop", Map.of("refusals", Answers.refusals(refusals))))));
    }

    /** What a person pastes into site.yaml. */
    private static List<RuleOverride> pasted(String message) throws IOException {
        int yaml = message.indexOf("\nmigrations:\n");
        if (yaml < 0) {
            return List.of();
        }
        String pasted = message.substring(yaml).lines().filter(line -> line.isEmpty() || line.startsWith("migrations:")
                || line.startsWith(" ")).reduce("", (a, b) -> a + b + "\n");
        List<RuleOverride> overrides = new ArrayList<>();
        for (var word : new ObjectMapper(new YAMLFactory()).readTree(pasted).path("migrations").path("overrides")) {
            // The config repo's own check, and that of the job.
            var written = new MigrationOverride(word.path("rule").asText(), word.path("migration").asText(),
                    word.path("sha256").asText(), word.path("reason").asText());
            overrides.add(new RuleOverride(written.rule(), written.migration(), written.sha256(), written.reason()));
        }
        return overrides;
    }

    @ParameterizedTest
    @MethodSource("rules")
    void what_a_rule_refuses_goes_out_by_what_its_message_says(String id) throws IOException {
        Fixture fixture = new Fixture(id);
        List<Refusal> refused = fixture.refused(List.of());
        if (refused.isEmpty()) {
            return; // It is told, or waits for the contract.
        }
        Answer said = said(refused);
        List<Refusal> stay = fixture.refused(pasted(said.why()));
        List<String> left = stay.stream().map(Refusal::rule).distinct()
                .filter(rule -> !Judging.WITHOUT_OVERRIDE.contains(rule)).toList();
        assertEquals(List.of(), left, said.why());
        if (!stay.isEmpty()) {
            List<String> closed = fixture.inMaintenance().stream().map(Refusal::rule).distinct().toList();
            assertEquals(closed.isEmpty(), said.approvable(), said.why());
        }
    }

    @Test
    void most_rules_that_there_are_refuse_something() throws IOException {
        assertTrue(rules().filter(id -> !new Fixture(id).refused(List.of()).isEmpty()).count() > 50);
    }

    @Test
    void an_override_of_the_history_is_printed_too() throws IOException {
        SourceFile file = new SourceFile("migrations/0001_edited.sql", "SELECT 2;\n");
        Map<String, Row> ledger = Map.of(file.name(), new Row(file.name(), "0".repeat(64), "r1", false, Row.State.DONE,
                1, 0, "", ""));
        List<Refusal> refused = Standing.of(List.of(file), ledger, 0, List.of()).refusals();
        assertEquals(List.of("out-of-order"), refused.stream().map(Refusal::rule).toList());
        assertEquals(List.of(),
                Standing.of(List.of(file), ledger, 0, pasted(said(refused).why())).refusals());
        List<Refusal> gone = Standing
                .of(List.of(new SourceFile("migrations/0002_next.sql", "SELECT 1;")), ledger, 0, List.of()).refusals();
        assertEquals(List.of(), Standing.of(List.of(new SourceFile("migrations/0002_next.sql", "SELECT 1;")), ledger, 0,
                pasted(said(gone).why())).refusals());
    }

    @Test
    void the_documentation_names_every_rule_that_cannot_be_overridden() throws IOException {
        String docs = Files.readString(Path.of("../docs/migrations.md"));
        Judging.WITHOUT_OVERRIDE.forEach(rule -> assertTrue(docs.contains("`" + rule + "`"), rule));
    }
}
