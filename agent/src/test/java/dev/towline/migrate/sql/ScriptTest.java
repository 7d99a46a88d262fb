package dev.towline.migrate.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScriptTest {
    @Test
    void every_statement_of_the_probe_is_read() throws IOException {
        List<String> unread = Files.readAllLines(Path.of("src/test/resources/migrate/probe.sql")).stream()
                .flatMap(line -> Script.of(line).statements().stream())
                .filter(s -> s.flaw() != null || s.changes().stream().anyMatch(c -> c.is(Kind.UNKNOWN)))
                .map(s -> s.text() + " -> " + s.flaw()).toList();
        assertEquals(List.of(), unread);
    }

    @Test
    void words_of_a_newer_postgresql_are_read_and_stay_as_they_are_written() {
        for (String sql : List.of("UPDATE visit SET day = (at AT LOCAL)::date WHERE id < 10",
                "CREATE VIEW today AS SELECT at AT LOCAL AS \"at local\", 'AT LOCAL' FROM visit WHERE id > 0",
                "ANALYZE (BUFFER_USAGE_LIMIT '256 kB') visit", "VACUUM (VERBOSE, BUFFER_USAGE_LIMIT 0) visit",
                "ANALYZE (VERBOSE, BUFFER_USAGE_LIMIT '1 MB', SKIP_LOCKED) visit")) {
            Statement statement = Script.of(sql).statements().getFirst();
            assertEquals(null, statement.flaw(), sql);
            assertEquals(List.of(sql), pieces(sql));
        }
        assertEquals(Kind.UPDATE, Script.of("UPDATE visit SET day = at AT LOCAL").statements().getFirst().changes()
                .getFirst().kind());
        assertNotNull(Script.of("UPDATE visit SET day = at AT LOCALE").statements().getFirst().flaw());
    }

    @Test
    void a_compound_alter_table_is_one_piece_for_each_action() {
        assertEquals(List.of("ALTER TABLE \"t\" ALTER COLUMN \"c\" SET DEFAULT 'a;b'",
                "ALTER TABLE \"t\" ALTER COLUMN \"c\" SET NOT NULL"),
                pieces("ALTER TABLE \"t\" ALTER COLUMN \"c\" SET DEFAULT 'a;b', ALTER COLUMN \"c\" SET NOT NULL;"));
    }

    @Test
    void what_came_with_a_column_has_the_name_that_postgresql_gives_it() {
        assertEquals(List.of("ALTER TABLE t ADD COLUMN c int", "ALTER TABLE t ADD CONSTRAINT \"t_c_key\" UNIQUE (c)"),
                pieces("ALTER TABLE t ADD COLUMN c int UNIQUE"));
        assertEquals(List.of("ALTER TABLE s.t ADD COLUMN \"c\" bigint NULL",
                "ALTER TABLE s.t ADD CONSTRAINT \"fk\" FOREIGN KEY (\"c\") REFERENCES \"o\"(\"id\") DEFERRABLE INITIALLY DEFERRED",
                "SET CONSTRAINTS s.\"fk\" IMMEDIATE"),
                pieces("ALTER TABLE s.t ADD COLUMN \"c\" bigint NULL CONSTRAINT \"fk\" REFERENCES \"o\"(\"id\") DEFERRABLE INITIALLY"
                        + " DEFERRED; SET CONSTRAINTS s.\"fk\" IMMEDIATE"));
        assertEquals(List.of("ALTER TABLE t ADD COLUMN c int NOT NULL",
                "ALTER TABLE t ADD CONSTRAINT \"t_c_check\" CHECK (\"c\" >= 0)"),
                pieces("ALTER TABLE t ADD COLUMN c int NOT NULL CHECK (\"c\" >= 0)"));
    }

    @Test
    void bodies_comments_and_strings_do_not_end_a_statement() {
        assertEquals(3, Script.of("""
                CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $x$ BEGIN; a $$ ; $$ END; $x$; -- c;
                /* a /* b; */ c; */ SELECT E'it\\'s; ', 'x''; '; SELECT ";" FROM t
                """).statements().size());
        assertEquals(2, Script.of("""
                CREATE FUNCTION f() RETURNS int BEGIN ATOMIC; SELECT CASE WHEN 1 = 1 THEN 2 END; SELECT 3; END;
                SELECT 1""").statements().size());
    }

    @Test
    void what_cannot_be_read_says_where() {
        Statement statement = Script.of("SELECT 1;\nALTER TABEL t ADD c int;").statements().getLast();
        Flaw flaw = statement.flaw();
        assertNotNull(flaw);
        assertEquals(new Place(2, 7), Place.of("SELECT 1;\nALTER TABEL t ADD c int;", flaw.offset()));
        assertTrue(Script.of("SELECT 'a").statements().getFirst().flaw() != null);
        assertTrue(Script.of("\\set x 1\nSELECT 1").statements().getFirst().flaw() != null);
    }

    @Test
    void rows_behind_copy_are_no_statements() {
        List<Statement> read = Script.of("COPY t FROM stdin;\n1\tit's\n\\.\nDROP TABLE t;").statements();
        assertEquals(List.of(Kind.COPY, Kind.DROP_TABLE),
                read.stream().map(s -> s.changes().getFirst().kind()).toList());
    }

    @Test
    void rows_of_plain_values_are_read_without_the_grammar_and_anything_else_with_it() {
        Change rows = Script
                .of("INSERT INTO club.\"Plan\" (id, \"Na\"\"me\") VALUES (1, 'a;b'), (-2.5, NULL), (DEFAULT, E'\\'');")
                .statements()
                .getFirst().changes().getFirst();
        assertEquals(Kind.INSERT, rows.kind());
        assertEquals(new Name("club", "Plan"), rows.table());
        assertEquals(List.of("id", "Na\"me"), rows.columns());
        for (String wrong : List.of("INSERT INTO t VALUES (1, 2) 3", "INSERT INTO t VALUES (1 2)",
                "INSERT INTO t VALUES (1,), (2)",
                "INSERT INTO t VALUES ((1)", "INSERT INTO t VALUES 1, 2")) {
            assertTrue(Script.of(wrong).statements().getFirst().flaw() != null, wrong);
        }
    }

    @Test
    void what_is_nested_too_deeply_is_not_read() {
        Flaw flaw = Script.of("SELECT " + "(".repeat(3000) + "1" + ")".repeat(3000)).statements().getFirst().flaw();
        assertTrue(flaw != null && flaw.message().contains("nested"));
    }

    @Test
    void a_digest_does_not_see_values_space_and_case_but_code_and_sizes() {
        assertEquals(Digest.of("alter table T  add c uuid default 'a' -- x"),
                Digest.of("ALTER TABLE t ADD c uuid DEFAULT 'b';"));
        assertTrue(!Digest.of("DO $$ a $$").equals(Digest.of("DO $$ b $$")));
        assertTrue(!Digest.of("ALTER TABLE t ADD c varchar(9)").equals(Digest.of("ALTER TABLE t ADD c varchar(8)")));
    }

    private static List<String> pieces(String sql) {
        return Script.of(sql).statements().stream().flatMap(s -> s.changes().stream()).map(Change::sql).toList();
    }
}
