package dev.towline.migrate.lint;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.towline.migrate.rule.Scene;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A table of SQLite that is made anew is judged by what is different. */
class RemakesTest {
    private static final String FIRST = "CREATE TABLE member (id INTEGER PRIMARY KEY, name TEXT NOT NULL, note TEXT DEFAULT 'x', UNIQUE (name));";

    private static List<String> rules(String definition) {
        String remake = "BEGIN; CREATE TABLE new__member " + definition
                + "; INSERT INTO new__member SELECT * FROM member; DROP TABLE member;"
                + " ALTER TABLE new__member RENAME TO member; COMMIT;";
        return second(remake);
    }

    private static List<String> second(String text) {
        return new SqlLint(Scene::sqlite, List.of())
                .lint(List.of(new SourceFile("0001_first.sql", FIRST), new SourceFile("0002_remake.sql", text))).get(1)
                .findings().stream().map(f -> f.rule().id() + " " + f.severity().word()).toList();
    }

    @Test
    void the_same_again_is_nothing() {
        assertEquals(List.of(), rules(
                "(\"id\" integer primary key, name TEXT NOT NULL, note TEXT DEFAULT 'y', CONSTRAINT u UNIQUE (name))"));
    }

    @Test
    void a_column_that_is_missing_is_dropped() {
        assertEquals(List.of("drop-column warn"), rules("(id INTEGER PRIMARY KEY, name TEXT NOT NULL, UNIQUE (name))"));
    }

    @Test
    void a_column_more_must_have_what_fills_it() {
        String before = "(id INTEGER PRIMARY KEY, name TEXT NOT NULL, note TEXT DEFAULT 'x', ";
        assertEquals(List.of(), rules(before + "level INTEGER NOT NULL DEFAULT 1, UNIQUE (name))"));
        assertEquals(List.of("add-not-null-column block"), rules(before + "level INTEGER NOT NULL, UNIQUE (name))"));
    }

    @Test
    void what_tightens_is_contract() {
        assertEquals(List.of("set-not-null warn", "drop-default warn", "add-unique warn", "add-check warn"), rules(
                "(id INTEGER PRIMARY KEY, name TEXT NOT NULL CHECK (name <> ''), note TEXT NOT NULL UNIQUE, UNIQUE (name))")
                .stream().sorted((a, b) -> order(a) - order(b)).toList());
    }

    @Test
    void what_is_no_longer_unique_waits_because_code_may_upsert_by_it() {
        assertEquals(List.of("drop-constraint warn"),
                rules("(id INTEGER PRIMARY KEY, name TEXT NOT NULL, note TEXT DEFAULT 'x')"));
        assertEquals(List.of(), rules("(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, note TEXT DEFAULT 'x')")
                .stream().filter(f -> f.startsWith("drop-constraint")).toList());
    }

    private static int order(String finding) {
        return List.of("set-not-null warn", "drop-default warn", "add-unique warn", "add-check warn").indexOf(finding);
    }

    @Test
    void what_adds_and_takes_at_once_is_refused_with_the_split() {
        assertEquals(List.of("drop-column block", "mixed-phases block"),
                rules("(id INTEGER PRIMARY KEY, name TEXT NOT NULL, level INTEGER, UNIQUE (name))"));
    }

    @Test
    void room_may_be_made_first() {
        assertEquals(List.of("drop-column warn"), second("""
                ALTER TABLE member RENAME TO member_old;
                CREATE TABLE member (id INTEGER PRIMARY KEY, name TEXT NOT NULL, UNIQUE (name));
                INSERT INTO member SELECT id, name FROM member_old;
                DROP TABLE member_old;
                """));
    }

    @Test
    void a_plain_rename_is_still_one() {
        assertEquals(List.of("rename-table block"), second("ALTER TABLE member RENAME TO person;"));
    }

    @Test
    void a_file_sees_what_earlier_ones_have_altered() {
        List<String> found = new SqlLint(Scene::sqlite, List.of()).lint(List.of(
                new SourceFile("0001_first.sql", FIRST), new SourceFile("0002_more.sql",
                        "ALTER TABLE member ADD COLUMN level INTEGER;"),
                new SourceFile("0003_remake.sql",
                        "CREATE TABLE n (id INTEGER PRIMARY KEY, name TEXT NOT NULL, note TEXT DEFAULT 'x', UNIQUE (name));"
                                + " DROP TABLE member; ALTER TABLE n RENAME TO member;")))
                .get(2).findings().stream().map(f -> f.rule().id() + " " + f.statement()).toList();
        assertEquals(List.of("drop-column ALTER TABLE member DROP COLUMN level"), found);
    }
}
