package dev.towline.migrate.lint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towline.migrate.rule.Scene;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What another commit has, in the place of a number. */
class AppliedTest {
    private static final String TABLE = "CREATE TABLE member (id bigint);";
    private static final Applied MAIN = new Applied.At("origin/main",
            Map.of("m/0001_member.sql", TABLE, "m/0004_visit.sql", "CREATE TABLE visit (id bigint);"));

    private static List<FileReport> lint(SourceFile... files) {
        return new SqlLint(() -> Scene.postgresql(15), List.of(), Witness.NONE, MAIN).lint(List.of(files));
    }

    private static SourceFile member() {
        return new SourceFile("m/0001_member.sql", TABLE);
    }

    private static SourceFile visit() {
        return new SourceFile("m/0004_visit.sql", "CREATE TABLE visit (id bigint);");
    }

    private static String told(FileReport report) {
        return report.file().name() + " "
                + report.findings().stream().map(f -> f.rule().id() + " " + f.severity().word()).toList();
    }

    @Test
    void what_the_base_has_is_in_use_and_not_reported() {
        List<FileReport> reports = lint(member(), visit(),
                new SourceFile("m/0005_index.sql", "CREATE INDEX i ON member (id);"));
        assertEquals(List.of("0005_index.sql [create-index block]"),
                reports.stream().map(AppliedTest::told).toList());
    }

    @Test
    void a_file_that_was_edited_since_is_out_of_order() {
        List<FileReport> reports = lint(new SourceFile("m/0001_member.sql", TABLE + "\n-- more"), visit());
        assertEquals(List.of("0001_member.sql [out-of-order block]"),
                reports.stream().map(AppliedTest::told).toList());
        assertTrue(
                reports.getFirst().findings().getFirst().why()
                        .contains("origin/main has it already, and it has been edited since"));
    }

    @Test
    void a_file_that_is_not_here_any_more_is_out_of_order() {
        assertEquals(List.of("0004_visit.sql [out-of-order block]"),
                lint(member()).stream().map(AppliedTest::told).toList());
    }

    @Test
    void a_number_that_has_passed_gets_the_next_free_one() {
        List<FileReport> reports = lint(member(), visit(),
                new SourceFile("m/0003_late.sql", "ALTER TABLE member ADD COLUMN n int;"));
        assertEquals(List.of("0003_late.sql [out-of-order block]"), reports.stream().map(AppliedTest::told).toList());
        assertEquals("rename it to 0005_late.sql", reports.getFirst().findings().getFirst().remedy());
    }
}
