package dev.towline.migrate.lint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towline.migrate.lint.DjangoMigration.Operation;
import dev.towline.migrate.lint.DjangoMigration.Sent;
import dev.towline.migrate.rule.Scene;
import dev.towline.migrate.rule.Verdict;
import dev.towline.migrate.sql.Place;
import dev.towline.migrate.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is left to say of a Django migration, since Towline orders by itself what can be ordered. */
class DjangoLintTest {
    private static final SourceFile FILE = new SourceFile("club/migrations/0002_more.py", "# some text");

    private static Operation operation(String... statements) {
        return new Operation("Add something", new Place(12, 9), null, null, false, false, Map.of(),
                Stream.of(statements).map(sql -> new Sent(sql, false)).toList());
    }

    private static Operation own(String sql) {
        return new Operation("Raw SQL operation", new Place(12, 9), null, null, false, false, Map.of(),
                List.of(new Sent(sql, true)));
    }

    private static Operation said(@Nullable String opaque, @Nullable String transaction, boolean python) {
        return new Operation("Raw operation", new Place(12, 9), opaque, transaction, python, python, Map.of(),
                List.of());
    }

    private static FileReport lint(Operation... operations) {
        return new DjangoLint(Scene.postgresql(15), List.of(), Witness.NONE)
                .lint(List.of(new DjangoMigration(FILE, true, List.of(operations)))).getFirst();
    }

    private static List<String> found(Operation... operations) {
        return new ArrayList<>(
                lint(operations).findings().stream().map(f -> f.rule().id() + " " + f.severity().word()).toList());
    }

    @Test
    void a_field_with_a_default_in_python_waits_with_its_drop_of_the_default() {
        assertEquals(List.of("default-dropped-again warn"),
                found(operation("ALTER TABLE \"m\" ADD COLUMN \"c\" integer DEFAULT 3 NOT NULL",
                        "ALTER TABLE \"m\" ALTER COLUMN \"c\" DROP DEFAULT")));
    }

    @Test
    void what_is_removed_waits() {
        FileReport report = lint(operation("ALTER TABLE \"m\" DROP COLUMN \"c\" CASCADE"));
        assertEquals(Verdict.CONTRACT, report.verdict());
        assertTrue(!report.blocks());
        assertEquals(new Place(12, 9), report.findings().getFirst().place());
        assertTrue(report.findings().getFirst().remedy().startsWith("nothing: Towline holds this statement back"));
    }

    @Test
    void set_not_null_and_unique_wait_and_are_taken_in_steps() {
        assertEquals(List.of("set-not-null warn"),
                found(operation("UPDATE \"m\" SET \"c\" = 1 WHERE \"c\" IS NULL; SET CONSTRAINTS ALL IMMEDIATE",
                        "ALTER TABLE \"m\" ALTER COLUMN \"c\" SET NOT NULL")).stream()
                        .filter(f -> !f.startsWith("unbatched")).toList());
        assertEquals(List.of("add-unique warn"),
                found(operation("ALTER TABLE \"m\" ADD CONSTRAINT \"u\" UNIQUE (\"c\")")));
    }

    @Test
    void a_rename_and_another_type_block() {
        assertEquals(List.of("rename-column block"),
                found(operation("ALTER TABLE \"m\" RENAME COLUMN \"a\" TO \"b\"")));
        assertEquals(List.of("rename-table block"), found(operation("ALTER TABLE \"m\" RENAME TO \"n\"")));
        assertEquals(List.of("rewrite-type block"),
                found(operation("ALTER TABLE \"m\" ALTER COLUMN \"a\" TYPE bigint")));
    }

    @Test
    void the_type_before_is_known_from_the_state() {
        Operation longer = new Operation("Alter field", new Place(1, 1), null, null, false, false,
                Map.of("m.a", "varchar(10)"),
                List.of(new Sent("ALTER TABLE \"m\" ALTER COLUMN \"a\" TYPE varchar(20)", false)));
        assertEquals(List.of("widen-type warn"), found(longer));
    }

    @Test
    void an_index_is_a_matter_of_size_which_only_the_deploy_knows() {
        FileReport report = lint(operation("CREATE INDEX \"i\" ON \"m\" (\"a\")"));
        assertEquals(List.of("create-index warn"), found(operation("CREATE INDEX \"i\" ON \"m\" (\"a\")")));
        assertTrue(report.findings().getFirst().why().contains("larger than 10 MB"));
        assertEquals(Verdict.BLOCKING, report.verdict());
    }

    @Test
    void sql_of_the_projects_own_is_judged_like_a_file() {
        assertEquals(List.of("create-index block"), found(own("CREATE INDEX i ON m (a)")));
        assertEquals(List.of("opaque-block block"), found(own("DO $$ BEGIN END $$")));
        assertEquals(List.of("drop-table warn"), found(own("DROP TABLE m")));
        assertEquals(List.of("unread-statement block"), found(own("DROP TABEL m")));
    }

    @Test
    void python_is_looked_at_as_it_runs() {
        assertEquals(List.of("python-migration warn", "irreversible warn"), found(said(null, null, true)));
        assertEquals(Verdict.OPAQUE, lint(said(null, null, true)).verdict());
    }

    @Test
    void what_cannot_be_known_blocks() {
        assertEquals(List.of("unread-migration block"),
                found(said("it cannot be written as SQL: KeyError", null, false)));
        assertEquals(List.of("concurrently-in-transaction block"),
                found(said(null, "NotSupportedError: not in a transaction", false)));
    }

    @Test
    void a_table_of_the_same_migration_is_nobodys() {
        assertEquals(List.of(), found(operation("CREATE TABLE \"n\" (\"id\" bigint NOT NULL PRIMARY KEY)"),
                operation("CREATE INDEX \"i\" ON \"n\" (\"id\")"),
                operation("ALTER TABLE \"n\" ADD COLUMN \"c\" integer NOT NULL")));
    }

    @Test
    void an_override_may_name_app_and_migration() {
        RuleOverride spoken = new RuleOverride("rename-column", "club.0002_more", FILE.sha256(), "nobody reads it");
        FileReport report = new DjangoLint(Scene.postgresql(15), List.of(spoken), Witness.NONE)
                .lint(List.of(new DjangoMigration(FILE, true,
                        List.of(operation("ALTER TABLE \"m\" RENAME COLUMN \"a\" TO \"b\"")))))
                .getFirst();
        assertTrue(!report.blocks());
    }

    /** One that has seen the same thing of each statement. */
    private static List<String> seen(String rule, Operation... operations) {
        Witness witness = new Witness() {
            @Override
            public void fresh() {}

            @Override
            public void begin(boolean transaction) {}

            @Override
            public List<Seen> watch(Statement statement) {
                return List.of(new Seen(rule, "something was seen"));
            }

            @Override
            public void end() {}
        };
        return new DjangoLint(Scene.postgresql(15), List.of(), witness)
                .lint(List.of(new DjangoMigration(FILE, true, List.of(operations)))).getFirst().findings().stream()
                .filter(f -> f.why().contains("something was seen"))
                .map(f -> f.rule().id() + " " + f.severity().word()).toList();
    }

    @Test
    void a_rewrite_that_a_shadow_saw_is_a_matter_of_the_tables_size_but_blocks_in_sql_of_ones_own() {
        String harmless = "ALTER TABLE m ADD COLUMN level level";
        assertEquals(List.of("shadow-rewrite warn"), seen("shadow-rewrite", operation(harmless)));
        assertEquals(List.of("shadow-rewrite block"), seen("shadow-rewrite", own(harmless)));
    }

    @Test
    void what_waits_for_its_contract_is_taken_in_steps_whatever_a_shadow_saw() {
        assertEquals(List.of(), seen("shadow-scan", operation("ALTER TABLE \"m\" ALTER COLUMN \"c\" SET NOT NULL")));
    }

    @Test
    void a_statement_that_failed_on_a_shadow_blocks() {
        assertEquals(List.of("shadow-failed block"),
                seen("shadow-failed", operation("ALTER TABLE \"m\" ADD COLUMN \"c\" integer NULL")));
    }
}
