package dev.towline.migrate.lint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towline.migrate.rule.Scene;
import dev.towline.migrate.rule.Severity;
import dev.towline.migrate.sql.Script;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Backfills that a file declares: read, cut into ranges, and refused with the line and the remedy. */
class BatchesTest {
    private static final String HEADER = "-- towline: backfill member.id batch=2000\n";

    private static Batches read(String text) {
        return Batches.of(Script.of(text)).orElseThrow(() -> new AssertionError(Batches.wrong(Script.of(text))));
    }

    private static List<Located> lint(String text) {
        return new SqlLint(() -> Scene.postgresql(17), List.of())
                .lint(List.of(new SourceFile("migrations/0002_fill.sql", text))).getFirst().findings();
    }

    @Test
    void an_update_gets_its_range_besides_its_own_condition() {
        Batches batches = read("-- the names\n" + HEADER
                + "UPDATE member SET full_name = name WHERE full_name IS NULL OR full_name = '' -- or none\n;");
        assertEquals("UPDATE member SET full_name = name WHERE ( full_name IS NULL OR full_name = ''\n)"
                + " AND member.\"id\" > E'7' AND member.\"id\" <= E'9' ", batches.over("E'7'", "E'9'"));
        assertEquals(2000, batches.size());
        assertEquals(2, batches.line());
        assertFalse(batches.repeat());
    }

    @Test
    void without_a_condition_the_range_is_the_condition() {
        Batches batches = read("-- towline: backfill app.\"Member\".\"Id\" repeat\nUPDATE app.\"Member\" SET x = 1");
        assertEquals("UPDATE app.\"Member\" SET x = 1\nWHERE app.\"Member\".\"Id\" <= E'9' ",
                batches.over(null, "E'9'"));
        assertEquals(1000, batches.size());
        assertTrue(batches.repeat());
    }

    @Test
    void a_comment_behind_the_condition_hides_no_range() {
        Batches batches = read(
                HEADER + "DELETE FROM member WHERE left_on < '2020-01-01' -- long gone\n  AND note = $$;$$;");
        assertEquals("DELETE FROM member WHERE ( left_on < '2020-01-01' -- long gone\n  AND note = $$;$$\n)"
                + " AND member.\"id\" <= E'9' ", batches.over(null, "E'9'"));
    }

    @Test
    void rows_that_are_copied_are_cut_where_they_come_from() {
        Batches batches = read("-- towline: backfill member.id batch=10 repeat\n"
                + "INSERT INTO address (member, city) SELECT member.id, city FROM member JOIN place ON place.id = member.place"
                + " WHERE city IS DISTINCT FROM '' ON CONFLICT (member) DO UPDATE SET city = excluded.city WHERE true");
        assertEquals("INSERT INTO address (member, city) SELECT member.id, city FROM member JOIN place ON place.id ="
                + " member.place WHERE ( city IS DISTINCT FROM '' \n) AND member.\"id\" <= E'9' ON CONFLICT (member)"
                + " DO UPDATE SET city = excluded.city WHERE true", batches.over(null, "E'9'"));
    }

    @Test
    void rows_that_are_copied_without_a_condition_get_one_before_the_conflict() {
        Batches batches = read(HEADER + "INSERT INTO address SELECT id FROM member ON CONFLICT DO NOTHING;");
        assertEquals("INSERT INTO address SELECT id FROM member \nWHERE member.\"id\" <= E'9' ON CONFLICT DO NOTHING",
                batches.over(null, "E'9'"));
    }

    @Test
    void what_is_said_of_many_rows_at_once_is_not_said_of_a_declared_backfill() {
        String update = "UPDATE member SET level = 1;\n";
        assertTrue(lint(update).stream().anyMatch(f -> f.rule().id().equals("unbatched-backfill")));
        assertEquals(List.of(), lint(HEADER + update));
    }

    @Test
    void it_may_wait_for_the_contract_as_well() {
        assertEquals(List.of(), lint("-- towline: contract\n" + HEADER + "UPDATE member SET nick = NULL;"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            backfill member                            | UPDATE member SET a = 1                       | write backfill table.key
            backfill member.id batch=0                 | UPDATE member SET a = 1                       | batch=0 is not between 1 and 100000
            backfill member.id batch=many              | UPDATE member SET a = 1                       | "batch=many" is not known
            backfill member.id again                   | UPDATE member SET a = 1                       | "again" is not known
            backfill member.id                         | UPDATE member SET a = 1; SELECT 1             | the file has 2 statements
            backfill team.id                           | UPDATE member SET a = 1                       | the key is one of team, and the statement is about member
            backfill member.id                         | UPDATE member m SET a = 1                     | by its own name, not m
            backfill member.id                         | UPDATE member AS m SET a = 1                  | by its own name, not AS
            backfill member.id                         | UPDATE member SET id = id + 1                 | it changes id itself
            backfill member.id                         | UPDATE member SET a = 1 RETURNING id          | RETURNING is about all rows
            backfill member.id                         | ALTER TABLE member ADD COLUMN a int           | no UPDATE, DELETE or INSERT … SELECT
            backfill member.id                         | WITH x AS (SELECT 1) UPDATE member SET a = 1  | no UPDATE, DELETE or INSERT … SELECT
            backfill member.id                         | INSERT INTO member (id) VALUES (1)            | no UPDATE, DELETE or INSERT … SELECT
            backfill member.id                         | INSERT INTO x SELECT count(*) FROM member     | count is about all rows
            backfill member.id                         | INSERT INTO x SELECT a FROM member GROUP BY a | GROUP is about all rows
            backfill member.id                         | INSERT INTO x SELECT a FROM b FULL JOIN member ON true | FULL is about all rows
            backfill member.id                         | INSERT INTO x SELECT DISTINCT a FROM member   | DISTINCT is about all rows
            backfill member.id                         | INSERT INTO x SELECT rank() OVER () FROM member | OVER looks at other rows
            backfill member.id repeat                  | INSERT INTO x SELECT id FROM member           | give it ON CONFLICT
            backfill member.id                         | UPDATE member SET                             | cannot be read
            """)
    void a_wrong_declaration_blocks_with_its_line_and_the_remedy(String header, String sql, String why) {
        Located found = lint("-- a file\n-- towline: " + header + "\n" + sql + ";\n").stream()
                .filter(f -> f.rule().id().equals("backfill-declaration")).findFirst().orElseThrow();
        assertEquals(2, found.place().line());
        assertEquals(Severity.BLOCK, found.severity());
        assertTrue(found.why().contains(why), found::why);
        assertTrue(found.remedy().contains("-- towline: backfill member.id batch=2000"), found::remedy);
    }

    @Test
    void functions_and_comparisons_that_are_called_like_clauses_pass() {
        read(HEADER + "UPDATE member SET a = right(b, 3), c = (SELECT count(*) FROM x WHERE x.member = member.id),"
                + " d = substring(b FOR 2) WHERE a IS NOT DISTINCT FROM b");
    }

    @Test
    void an_unknown_word_is_still_refused() {
        assertTrue(lint("-- towline: backfil member.id\nUPDATE member SET level = 1 WHERE id = 3;").stream()
                .anyMatch(f -> f.rule().id().equals("header-looser")));
    }
}
