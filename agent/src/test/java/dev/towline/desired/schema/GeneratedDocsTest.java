package dev.towline.desired.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.towline.budget.LimitsPage;
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
