package dev.towline.migrate.apply;

import static dev.towline.migrate.apply.Club.and;
import static dev.towline.migrate.apply.Club.file;
import static dev.towline.migrate.apply.Club.ok;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towline.migrate.lint.SourceFile;
import dev.towline.migrate.lint.SqlLint;
import dev.towline.migrate.rule.Scene;
import dev.towline.migrate.rule.Severity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** SQL files on a real PostgreSQL: judged, expanded, contracted, released again and refused. */
class SqlFilesIT {
    private static final List<SourceFile> FIRST = List.of(
            file("0001_member.sql", "CREATE TABLE member (id bigint PRIMARY KEY, name text, nick text);"),
            file("0002_rename.sql", "ALTER TABLE member RENAME COLUMN name TO full_name;"));
    private static final SourceFile ADD = file("0003_email.sql", "ALTER TABLE member ADD COLUMN email text;");
    private static final SourceFile DROP = file("0004_nick.sql", "ALTER TABLE member DROP COLUMN nick;");
    private static final SourceFile LATER = file("0005_team.sql",
            "CREATE TABLE team (id bigint PRIMARY KEY, name text);");
    private static final String SEEN = "CREATE TABLE seen AS SELECT current_setting('lock_timeout') AS lock,"
            + " current_setting('statement_timeout') AS statement;";
    @RegisterExtension
    static final Clubs CLUBS = new Clubs();

    private static Club club() {
        return CLUBS.club();
    }

    @Test
    void where_nothing_runs_yet_nobody_needs_what_the_first_files_took_away() {
        Club club = club();
        club.release("r1", FIRST, List.of());
        assertEquals("full_name",
                club.ask("SELECT attname FROM pg_attribute WHERE attrelid = 'member'::regclass AND attnum = 2"));
        assertEquals("2", club.ask("SELECT count(*) FROM towline.sql_file WHERE state = 'done' AND release = 'r1'"));
    }

    @Test
    void what_takes_away_waits_until_the_release_that_brought_it_is_live() {
        Club club = club();
        club.release("r1", FIRST, List.of());
        List<SourceFile> second = and(FIRST, ADD, DROP, LATER);
        club.release("r2", second, FIRST);
        assertEquals("id,full_name,nick,email", columns(club));
        assertEquals("0", club.ask("SELECT count(*) FROM team"));
        Map<String, @Nullable Object> early = club.commands("r2", second).contract(FIRST, true);
        ok(early);
        assertTrue(early.toString().contains("its code may need what goes"), early::toString);
        assertEquals("id,full_name,nick,email", columns(club));

        List<SourceFile> third = and(second, file("0006_city.sql", "ALTER TABLE team ADD COLUMN city text;"));
        ok(club.commands("r3", third).contract(second, true));
        assertEquals("id,full_name,email", columns(club));
        club.release("r3", third, second);
        assertEquals(List.of(), club.list(club.commands("r3", third).status(), "waiting"));
    }

    @Test
    void an_older_release_that_comes_back_keeps_what_it_needs_and_may_go_out_again() {
        Club club = club();
        club.release("r1", FIRST, List.of());
        List<SourceFile> second = and(FIRST, ADD, DROP);
        club.release("r2", second, FIRST);
        assertEquals(List.of("0004_nick.sql goes on waiting: the release that comes does not have it"),
                club.list(club.commands("r1", FIRST).contract(second, true), "notes"));
        ok(club.commands("r1", FIRST).check());
        String before = club.picture();
        club.release("r2", second, FIRST);
        assertEquals(before, club.picture());
        ok(club.commands("r2", second).contract(second, false));
        Map<String, @Nullable Object> back = club.commands("r1", FIRST).check();
        assertFalse(Boolean.TRUE.equals(back.get("ok")));
        assertTrue(back.toString().contains("0004_nick.sql"), back::toString);
        assertTrue(back.toString().contains("ALTER TABLE member DROP COLUMN nick"), back::toString);
    }

    @Test
    void a_file_of_both_phases_is_refused_with_the_split() {
        Club club = club();
        club.release("r1", FIRST, List.of());
        SourceFile both = file("0003_both.sql",
                "ALTER TABLE member ADD COLUMN email text;\nALTER TABLE member DROP COLUMN nick;");
        Map<String, @Nullable Object> plan = club.plan("r2", and(FIRST, both), FIRST, false);
        assertFalse(Boolean.TRUE.equals(plan.get("ok")));
        assertTrue(plan.toString().contains("leave in 0003_both.sql:\nALTER TABLE member ADD COLUMN email text;"),
                plan::toString);
        assertTrue(plan.toString().contains("move to 0004_both_contract.sql"), plan::toString);
        assertEquals("id,full_name,nick", columns(club));
    }

    @ParameterizedTest
    @ValueSource(strings = {"SET lock_timeout = 0; SET statement_timeout = 0", "RESET ALL",
            "SET lock_timeout TO DEFAULT; RESET statement_timeout",
            "SELECT set_config('lock_timeout', (0)::text, true), set_config('statement_timeout', '0', true)",
            "SET lock_timeout = '30min'; SET statement_timeout = '3h'"})
    void a_limit_that_a_file_takes_away_is_set_again_before_its_next_statement(String settings) {
        Club club = club();
        club.release("r1", and(FIRST, file("0003_seen.sql", settings + ";\n" + SEEN)), List.of());
        assertEquals("100ms 20s", club.ask("SELECT lock || ' ' || statement FROM seen"));
    }

    @Test
    void a_limit_of_a_file_s_own_that_protects_others_holds() {
        Club club = club();
        club.release("r1",
                and(FIRST, file("0003_seen.sql", "SET lock_timeout = '3s'; SET statement_timeout = '5min';\n" + SEEN)),
                List.of());
        assertEquals("3s 5min", club.ask("SELECT lock || ' ' || statement FROM seen"));
    }

    /** It begins by setting every timeout to zero. */
    @Test
    void what_pg_dump_writes_is_a_first_file() throws IOException {
        Club club = club();
        List<SourceFile> dump = List
                .of(file("0001_init.sql", Files.readString(Path.of("src/test/resources/migrate/dump/0001_init.sql"))));
        assertEquals(List.of(), new SqlLint(() -> Scene.postgresql(15), List.of()).lint(dump).getFirst().findings()
                .stream().filter(f -> f.severity() == Severity.BLOCK).toList());
        club.release("r1", dump, List.of());
        assertEquals("done", club.ask("SELECT state FROM towline.sql_file"));
    }

    /** Nothing in the files shows it: the database does. */
    @Test
    void a_partition_is_not_attached_beside_a_large_default_one() {
        Club club = club();
        club.release("r1", FIRST, List.of());
        club.ask("CREATE TABLE visit (id bigint NOT NULL, note text) PARTITION BY RANGE (id);"
                + "CREATE TABLE visit_rest PARTITION OF visit DEFAULT;"
                + "CREATE TABLE visit_low (id bigint NOT NULL CHECK (id IS NOT NULL AND id >= 0 AND id < 10), note text)");
        List<SourceFile> attach = and(FIRST,
                file("0003_low.sql", "ALTER TABLE visit ATTACH PARTITION visit_low FOR VALUES FROM (0) TO (10);"));
        assertFalse(club.plan("r2", attach, FIRST, false).toString().contains("default-partition-scan"));
        club.ask("INSERT INTO visit SELECT i, repeat('x', 1000) FROM generate_series(100, 12000) i");
        Map<String, @Nullable Object> plan = club.plan("r2", attach, FIRST, false);
        assertEquals(false, plan.get("ok"));
        assertTrue(plan.toString().contains("default-partition-scan"), plan::toString);
    }

    private static final String BOTH = """
            CREATE FUNCTION member_both() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN NEW.nick := NEW.full_name; RETURN NEW; END $$;
            CREATE TRIGGER member_both BEFORE INSERT OR UPDATE ON member FOR EACH ROW EXECUTE FUNCTION member_both();
            """;

    /** Nothing in the files shows it: somebody made the trigger by hand. */
    @Test
    void a_column_that_a_trigger_names_is_not_dropped() {
        Club club = club();
        club.release("r1", FIRST, List.of());
        club.ask(BOTH);
        Map<String, @Nullable Object> plan = club.plan("r2", and(FIRST, DROP), FIRST, false);
        assertEquals(false, plan.get("ok"));
        assertTrue(plan.toString().contains("column-in-trigger"), plan::toString);
    }

    @Test
    void a_column_goes_with_the_trigger_that_names_it() {
        Club club = club();
        List<SourceFile> first = and(FIRST, file("0003_both.sql", BOTH));
        club.release("r1", first, List.of());
        List<SourceFile> second = and(first, file("0004_nick.sql",
                "DROP TRIGGER member_both ON member; DROP FUNCTION member_both();\nALTER TABLE member DROP COLUMN nick;"));
        club.release("r2", second, first);
        club.ask("INSERT INTO member (id, full_name) VALUES (1, 'a')");
        ok(club.commands("r3", second).contract(second, true));
        assertEquals("id,full_name", columns(club));
        club.ask("INSERT INTO member (id, full_name) VALUES (2, 'b')");
    }

    @Test
    void where_every_table_is_published_the_ledger_still_works() {
        Club club = club();
        club.release("r1", FIRST, List.of());
        club.ask("CREATE PUBLICATION everything FOR ALL TABLES");
        club.release("r2", and(FIRST, ADD), FIRST);
        ok(club.commands("r3", and(FIRST, ADD)).contract(FIRST, true));
    }

    @Test
    void what_cannot_be_ordered_is_refused_and_goes_out_in_maintenance() {
        Club club = club();
        club.release("r1", FIRST, List.of());
        List<SourceFile> second = and(FIRST, DROP,
                file("0005_name.sql", "ALTER TABLE member RENAME COLUMN full_name TO name;"));
        Map<String, @Nullable Object> refused = club.plan("r2", second, FIRST, false);
        assertTrue(refused.toString().contains("rename-column"), refused::toString);
        Map<String, @Nullable Object> plan = club.plan("r2", second, FIRST, true);
        ok(plan);
        ok(club.commands("r2", second).run(club.planned(plan)));
        assertEquals("id,name", columns(club));
        String back = club.commands("r1", FIRST).check().toString();
        assertTrue(back.contains("RENAME COLUMN full_name") && back.contains("DROP COLUMN nick"), back);
    }

    @Test
    void what_only_the_shadow_knows_is_refused_too() {
        Club club = club();
        club.release("r1", FIRST, List.of());
        String plan = club.plan("r2", and(FIRST, file("0003_x.sql", "ALTER TABLE member ADD COLUMN nick text;")), FIRST,
                false).toString();
        assertTrue(plan.contains("shadow-failed") && plan.contains("already exists"), plan);
    }

    @Test
    void a_file_that_was_edited_after_it_ran_is_refused_with_both_sums() {
        Club club = club();
        club.release("r1", FIRST, List.of());
        List<SourceFile> edited = List.of(FIRST.getFirst(),
                file("0002_rename.sql", "ALTER TABLE member RENAME COLUMN name TO whole_name;"));
        Map<String, @Nullable Object> check = club.commands("r2", edited).check();
        assertFalse(Boolean.TRUE.equals(check.get("ok")));
        assertTrue(check.toString().contains(FIRST.get(1).sha256()), check::toString);
        assertTrue(check.toString().contains(edited.get(1).sha256()), check::toString);
    }

    @Test
    void a_contract_that_meets_the_wrong_rows_goes_on_waiting_and_says_why() {
        Club club = club();
        club.release("r1", FIRST, List.of());
        club.ask("INSERT INTO member (id, full_name) VALUES (1, NULL)");
        List<SourceFile> second = and(FIRST,
                file("0003_strict.sql", "ALTER TABLE member ALTER COLUMN full_name SET NOT NULL;"));
        club.release("r2", second, FIRST);
        Map<String, @Nullable Object> contract = club.commands("r2", second).contract(second, false);
        assertFalse(Boolean.TRUE.equals(contract.get("ok")));
        assertTrue(contract.toString().contains("contains null values"), contract::toString);
        assertTrue(club.commands("r2", second).status().toString().contains("contains null values"));
        club.ask("UPDATE member SET full_name = 'Ada'");
        ok(club.commands("r2", second).contract(second, false));
        assertEquals("t", club.ask(
                "SELECT attnotnull FROM pg_attribute WHERE attrelid = 'member'::regclass AND attname = 'full_name'"));
    }

    @Test
    void a_database_that_another_tool_has_migrated_begins_at_its_baseline() {
        Club club = club();
        club.ask("SET ROLE club; CREATE TABLE member (id bigint PRIMARY KEY, full_name text, nick text)");
        club.baseline = 2;
        club.release("r1", and(FIRST, ADD), FIRST);
        assertEquals("id,full_name,nick,email", columns(club));
        assertEquals("baseline,baseline,done",
                club.ask("SELECT string_agg(state, ',' ORDER BY name) FROM towline.sql_file"));
    }

    @Test
    void another_database_than_the_one_that_is_saved_is_left_alone() {
        Club club = club();
        Club other = club();
        SqlFileCommands wrong = new SqlFileCommands(new Task("r1", club.database(), other.address(), FIRST, 0,
                List.of(), Club.QUICK, wait -> {}, line -> {}));
        assertTrue(wrong.status().toString().contains("leads to the database " + other.database()));
    }

    private static String columns(Club club) {
        return club.ask("SELECT string_agg(attname, ',' ORDER BY attnum) FROM pg_attribute"
                + " WHERE attrelid = 'member'::regclass AND attnum > 0 AND NOT attisdropped");
    }
}
