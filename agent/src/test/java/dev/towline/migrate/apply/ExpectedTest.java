package dev.towline.migrate.apply;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.towline.migrate.lint.SourceFile;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the catalog should have after files that ran; where there is a doubt, nothing. */
class ExpectedTest {
    private static SourceFile file(String name, String sql) {
        return new SourceFile("migrations/" + name, sql);
    }

    private static List<String> expected(String... files) {
        Map<String, Row> rows = new HashMap<>();
        List<SourceFile> folder = new java.util.ArrayList<>();
        for (int i = 0; i < files.length; i++) {
            SourceFile file = file(String.format("%04d_x.sql", i + 1), files[i]);
            folder.add(file);
            rows.put(file.name(), row(file, Row.State.DONE, ""));
        }
        return words(folder, rows);
    }

    private static Row row(SourceFile file, Row.State state, String takes) {
        return new Row(file.name(), file.sha256(), "r1", false, state, 0, 0, takes, "");
    }

    private static List<String> words(List<SourceFile> folder, Map<String, Row> rows) {
        return Expected.of(folder, rows).stream().map(Expected::words).toList();
    }

    @Test
    void tables_their_columns_and_named_indexes_are() {
        assertEquals(List.of("the table a.Flight", "the column a.Flight.id", "the column a.Flight.Pilot name",
                "the column glider.seats", "the index glider_seats on glider"),
                expected("CREATE TABLE a.\"Flight\" (id bigint, \"Pilot name\" text, CHECK (id > 0));",
                        "ALTER TABLE glider ADD COLUMN Seats integer; CREATE INDEX ON glider (seats);",
                        "CREATE INDEX CONCURRENTLY glider_seats ON glider (seats);"));
    }

    @Test
    void what_another_file_takes_away_or_renames_is_not() {
        assertEquals(List.of("the table a"), expected("CREATE TABLE a (id int); CREATE TABLE b (x int, y int);",
                "DROP TABLE IF EXISTS b;", "ALTER TABLE a RENAME COLUMN id TO number;"));
        assertEquals(List.of(), expected("CREATE TABLE a (id int);", "ALTER TABLE a RENAME TO b;"));
        assertEquals(List.of(), expected("CREATE TABLE a (id int);", "ALTER TABLE a SET SCHEMA old;"));
        assertEquals(List.of(), expected("CREATE INDEX i ON a (x) WHERE y > 0;",
                "ALTER TABLE a DROP COLUMN y;"));
        assertEquals(List.of("the index i on a"),
                expected("CREATE INDEX i ON a (x);", "ALTER TABLE a DROP COLUMN y;"));
        assertEquals(List.of(), expected("CREATE UNIQUE INDEX i ON a (x);",
                "ALTER TABLE a ADD CONSTRAINT k UNIQUE USING INDEX i;"));
    }

    @Test
    void what_only_its_run_shows_leaves_no_certainty() {
        assertEquals(List.of(), expected("CREATE TABLE a (id int);",
                "DO $$ BEGIN EXECUTE format('DROP TABLE %I', 'a'); END $$;"));
        assertEquals(List.of(), expected("CREATE TABLE a (id int);", "DROP SCHEMA old CASCADE;"));
        assertEquals(List.of(), expected("CREATE TABLE a (id int);",
                "CREATE FUNCTION f() RETURNS void LANGUAGE sql AS 'DROP TABLE a';"));
        assertEquals(List.of(),
                expected("DO $$ BEGIN IF to_regclass('a') IS NULL THEN CREATE TABLE b (id int); END IF; END $$;"));
        assertEquals(List.of("the table a", "the column a.id"), expected("CREATE TABLE a (id int);",
                "DO $$ BEGIN PERFORM 1; END $$; CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT id FROM a';"));
    }

    @Test
    void partitions_temporary_tables_and_what_was_rolled_back_are_not() {
        assertEquals(List.of("the table log", "the column log.at"),
                expected("CREATE TABLE log (at date) PARTITION BY RANGE (at);"
                        + " CREATE TABLE log_1 PARTITION OF log FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');",
                        "CREATE TEMP TABLE t (id int);", "BEGIN; CREATE TABLE b (x int); ROLLBACK;"));
    }

    @Test
    void only_of_files_that_ran_as_they_are() {
        SourceFile done = file("0001_a.sql", "CREATE TABLE a (id int);");
        SourceFile edited = file("0002_b.sql", "CREATE TABLE b (id int);");
        SourceFile cut = file("0003_c.sql", "CREATE TABLE c (id int);");
        SourceFile late = file("0004_d.sql", "CREATE TABLE d (id int);");
        Map<String, Row> rows = Map.of(done.name(), row(done, Row.State.DONE, ""), edited.name(),
                row(new SourceFile("migrations/0002_b.sql", "x"), Row.State.DONE, ""), cut.name(),
                row(cut, Row.State.RUNNING, ""));
        assertEquals(List.of("the table a", "the column a.id"), words(List.of(done, edited, cut, late), rows));
    }

    @Test
    void what_a_file_that_the_release_lacks_has_taken_is_known_from_the_ledger() {
        SourceFile done = file("0001_a.sql", "CREATE TABLE a (id int, nick text);");
        SourceFile newer = file("0002_b.sql", "");
        Map<String, Row> rows = Map.of(done.name(), row(done, Row.State.DONE, ""), newer.name(),
                row(newer, Row.State.DONE, "ALTER TABLE a DROP COLUMN nick"));
        assertEquals(List.of("the table a", "the column a.id"), words(List.of(done), rows));
    }
}
