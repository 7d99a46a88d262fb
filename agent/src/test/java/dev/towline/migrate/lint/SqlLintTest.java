package dev.towline.migrate.lint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towline.migrate.rule.Scene;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What earlier files of a run mean for later ones. */
class SqlLintTest {
    private static List<FileReport> lint(String... texts) {
        List<SourceFile> files = new ArrayList<>();
        for (String text : texts) {
            files.add(new SourceFile(String.format("m/%04d_some.sql", files.size() + 1), text));
        }
        return new SqlLint(() -> Scene.postgresql(15), List.of()).lint(files);
    }

    private static List<String> last(String... texts) {
        return lint(texts).getLast().findings().stream().map(f -> f.rule().id() + " " + f.severity().word()).toList();
    }

    @Test
    void the_type_that_an_earlier_file_gave_is_known() {
        String table = "CREATE TABLE member (id bigint PRIMARY KEY, name character varying (50) NOT NULL, n int);";
        assertEquals(List.of("widen-type warn"),
                last(table, "ALTER TABLE member ALTER COLUMN name TYPE varchar(100);"));
        assertEquals(List.of("narrow-type block"),
                last(table, "ALTER TABLE member ALTER COLUMN name TYPE varchar(20);"));
        assertEquals(List.of("larger-integer warn"), last(table, "ALTER TABLE member ALTER COLUMN n TYPE bigint;"));
        assertEquals(List.of("rewrite-type block"), last(table, "ALTER TABLE member ALTER COLUMN n TYPE numeric;"));
    }

    @Test
    void a_lock_on_a_table_of_an_earlier_file_is_a_warning() {
        List<FileReport> reports = lint("CREATE TABLE member (id bigint);", "CREATE INDEX i ON member (id);");
        assertTrue(!reports.getLast().blocks());
        assertTrue(reports.getLast().findings().getFirst().why().contains("an earlier file makes the table"));
    }

    @Test
    void what_is_applied_is_in_use_and_what_is_not_is_nobodys() {
        List<SourceFile> files = List.of(new SourceFile("0001_a.sql", "CREATE TABLE member (id bigint);"),
                new SourceFile("0002_b.sql", "CREATE INDEX i ON member (id);"),
                new SourceFile("0003_c.sql", "CREATE TABLE visit (id bigint);"),
                new SourceFile("0004_d.sql", "CREATE INDEX j ON visit (id);"));
        List<String> found = new SqlLint(() -> Scene.postgresql(15), List.of(), Witness.NONE, new Applied.UpTo(1))
                .lint(files).stream()
                .map(r -> r.file().name() + " " + r.verdict().word() + " " + r.blocks()).toList();
        assertEquals(
                List.of("0002_b.sql blocking true", "0003_c.sql expand-safe false", "0004_d.sql expand-safe false"),
                found);
    }

    @Test
    void what_old_code_would_break_on_blocks_all_the_same() {
        assertEquals(List.of("rename-column block"),
                last("CREATE TABLE member (id bigint);", "ALTER TABLE member RENAME COLUMN id TO no;"));
    }

    @Test
    void not_null_needs_no_scan_once_a_check_is_validated() {
        assertEquals(List.of("set-not-null warn"), last(
                "ALTER TABLE member ADD CONSTRAINT k CHECK (level IS NOT NULL) NOT VALID;",
                "ALTER TABLE member VALIDATE CONSTRAINT k;", "ALTER TABLE member ALTER COLUMN level SET NOT NULL;"));
    }

    @Test
    void what_an_earlier_file_has_made_may_be_needed_by_now() {
        assertEquals(List.of("drop-index warn"),
                last("CREATE INDEX CONCURRENTLY i ON member (a);", "DROP INDEX CONCURRENTLY i;"));
        assertEquals(List.of("drop-constraint warn"),
                last("ALTER TABLE member ADD CONSTRAINT k CHECK (a > 0) NOT VALID;",
                        "ALTER TABLE member DROP CONSTRAINT k;"));
    }

    @Test
    void what_is_unique_goes_with_the_contract_and_another_constraint_at_once() {
        String table = "CREATE TABLE member (id bigint, email text, CONSTRAINT one UNIQUE (email));";
        String adds = "ALTER TABLE member ADD COLUMN x int;\nALTER TABLE member DROP CONSTRAINT ";
        for (String name : List.of("one", "member_email_key", "uq_member")) {
            assertEquals(List.of("drop-constraint block", "mixed-phases block"), last(table, adds + name + ";"), name);
        }
        for (String name : List.of("member_email_check", "member_team_fkey", "adult")) {
            assertEquals(List.of("drop-constraint warn"), last(table, adds + name + ";"), name);
        }
    }

    @Test
    void a_unique_that_another_index_takes_over_at_once_does_not_go() {
        String made = "ALTER TABLE member ADD CONSTRAINT k UNIQUE (email);";
        String beside = "CREATE UNIQUE INDEX CONCURRENTLY i ON member (%s);";
        String exchange = "ALTER TABLE member ADD COLUMN x int; ALTER TABLE member DROP CONSTRAINT k,"
                + " ADD CONSTRAINT k UNIQUE USING INDEX i;";
        assertEquals(List.of("drop-constraint warn"), last(made, String.format(beside, "email"), exchange).stream()
                .filter(f -> f.startsWith("drop-constraint")).toList());
        assertEquals(List.of("drop-constraint block"), last(made, String.format(beside, "id"), exchange).stream()
                .filter(f -> f.startsWith("drop-constraint")).toList());
    }

    @Test
    void files_that_make_the_same_are_examples_and_not_one_history() {
        assertEquals(List.of("create-index block"),
                last("CREATE TABLE member (id bigint);", "CREATE TABLE member (id bigint);",
                        "CREATE INDEX i ON member (id);"));
    }

    @Test
    void two_files_of_one_number_are_refused() {
        List<FileReport> reports = new SqlLint(() -> Scene.postgresql(15), List.of()).lint(List.of(
                new SourceFile("0001_a.sql", "SELECT 1;"), new SourceFile("0001_b.sql", "SELECT 1;")));
        assertTrue(reports.stream().allMatch(FileReport::blocks));
        assertTrue(reports.getLast().findings().getFirst().remedy().contains("0002_b.sql"));
    }

    @Test
    void a_witness_may_only_add_caution() {
        Witness witness = new Witness() {
            @Override
            public void fresh() {}

            @Override
            public void begin(boolean transaction) {}

            @Override
            public List<Seen> watch(dev.towline.migrate.sql.Statement statement) {
                return List.of(new Seen("shadow-rewrite", "t was written anew"));
            }

            @Override
            public void end() {}
        };
        List<List<String>> found = new SqlLint(() -> Scene.postgresql(15), List.of(), witness, Applied.nobodyKnows())
                .lint(List.of(new SourceFile("0001_a.sql", "ALTER TABLE t ADD COLUMN a strange;"),
                        new SourceFile("0002_b.sql", "CREATE INDEX i ON t (b);"),
                        new SourceFile("0003_c.sql", "ALTER TABLE t RENAME TO u;")))
                .stream().map(r -> r.findings().stream().map(f -> f.rule().id()).toList()).toList();
        assertEquals(List.of(List.of("shadow-rewrite"), List.of("create-index"), List.of("rename-table")), found);
    }

    @Test
    void a_partition_whose_bounds_a_validated_check_proves_is_attached_without_a_look() {
        String check = "ALTER TABLE p ADD CONSTRAINT b CHECK (at IS NOT NULL AND at >= '2027-01-01' AND at < '2028-01-01') NOT VALID;";
        String attach = "ALTER TABLE launch ATTACH PARTITION p FOR VALUES FROM ('2027-01-01') TO ('2028-01-01');";
        assertEquals(List.of(), last(check, "ALTER TABLE p VALIDATE CONSTRAINT b;", attach));
        assertEquals(List.of("attach-partition block"), last(check, attach));
        assertEquals(List.of("attach-partition block"),
                last(check.replace("at IS NOT NULL AND ", ""), "ALTER TABLE p VALIDATE CONSTRAINT b;", attach));
        assertEquals(List.of("attach-partition block"),
                last(check.replace("2028", "2029"), "ALTER TABLE p VALIDATE CONSTRAINT b;", attach));
    }

    @Test
    void what_is_dropped_and_made_anew_is_not_advised_to_be_split() {
        String remedy = lint("DROP VIEW roster; CREATE VIEW roster AS SELECT id FROM pilot;").getFirst().findings()
                .stream()
                .filter(f -> f.rule().id().equals("mixed-phases")).findFirst().orElseThrow().remedy();
        assertTrue(remedy.contains("roster is dropped and made anew"), remedy);
        assertTrue(remedy.contains("another name"), remedy);
    }
}
