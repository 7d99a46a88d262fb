package dev.towline.desired.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.towline.budget.LimitsPage;
import dev.towline.config.AgentFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GeneratedDocsTest {
    private static final Path DOCS = Path.of("../docs");
    private static final String HOW = "is stale; write it anew with: mvn test -Dtest=GeneratedDocsTest -Dtowline.docs=write";

    @ParameterizedTest
    @EnumSource
    void the_schema_is_the_one_that_the_records_make(Kind kind) throws IOException {
        check(DOCS.resolve("schema").resolve(kind.id() + ".schema.json"), JsonSchema.of(kind));
    }

    @Test
    void the_reference_page_is_the_one_that_the_records_make() throws IOException {
        check(DOCS.resolve("reference/config-repo.md"), ReferencePage.text());
    }

    @Test
    void the_schema_and_the_page_of_the_agents_own_settings_are_those_that_its_records_make() throws IOException {
        String file = "/etc/towline/agent.yaml";
        String meaning = "What this agent follows, and how it is reached. A change counts after a restart.";
        check(DOCS.resolve("schema/agent.schema.json"), JsonSchema.of(file, meaning, AgentFile.class));
        check(DOCS.resolve("reference/agent.md"), ReferencePage.of("""
                # The agent's settings, key by key

                This page is made from the records that the parser fills; a test fails when it is stale. A schema for editors is
                [`agent.schema.json`](../schema/agent.schema.json). An unknown key, a wrong type or a key that is there twice is
                an error with its line and column. A duration is a number with `ms`, `s`, `m`, `h` or `d`.
                """, file, meaning, AgentFile.class));
    }

    @Test
    void the_page_of_limits_is_the_one_that_the_budgets_make() throws IOException {
        check(DOCS.resolve("reference/limits.md"), LimitsPage.text());
    }

    @Test
    void the_page_of_the_migration_rules_is_the_one_that_the_rules_make() throws IOException {
        check(DOCS.resolve("reference/migration-rules.md"), dev.towline.migrate.rule.RulePage.text());
    }

    private static void check(Path file, String wanted) throws IOException {
        if ("write".equals(System.getProperty("towline.docs"))) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, wanted);
        }
        assertEquals(wanted, Files.exists(file) ? Files.readString(file) : "", file + " " + HOW);
    }
}
