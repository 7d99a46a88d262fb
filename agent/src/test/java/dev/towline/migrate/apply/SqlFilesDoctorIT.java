package dev.towline.migrate.apply;

import static dev.towline.migrate.apply.Club.and;
import static dev.towline.migrate.apply.Club.file;
import static dev.towline.migrate.apply.Club.ok;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towline.migrate.lint.RuleOverride;
import dev.towline.migrate.lint.SourceFile;
import java.sql.Connection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Ledger, files and catalog of a real PostgreSQL, made to disagree: what stops, and what a person is told. */
class SqlFilesDoctorIT {
    private static final List<SourceFile> FIRST = List.of(
            file("0001_member.sql", "CREATE TABLE member (id bigint PRIMARY KEY, name text, nick text);"));
    private static final SourceFile EMAIL = file("0002_email.sql", "ALTER TABLE member ADD COLUMN email text;");
    private static final SourceFile INDEX = file("0003_index.sql",
            "SET statement_timeout = '20s';\nCREATE INDEX CONCURRENTLY member_email ON member (email);");
    private static final SourceFile NICK = file("0004_nick.sql", "ALTER TABLE member DROP COLUMN nick;");
    private static final List<SourceFile> SECOND = and(FIRST, EMAIL, INDEX, NICK);
    @RegisterExtension
    static final Clubs CLUBS = new Clubs();

    @SuppressWarnings("NullAway.Init")
    private Club club;

    @BeforeEach
    void twoReleases() {
        club = CLUBS.club();
        club.release("r1", FIRST, List.of());
        club.release("r2", SECOND, FIRST);
    }

    private List<Told> problems(List<SourceFile> files) {
        return told(files).stream().filter(told -> !told.well()).toList();
    }

    private List<Told> told(List<SourceFile> files) {
        Map<String, @Nullable Object> answer = club.commands("r2", files).doctor();
        List<Told> told = club.list(answer, "findings").stream().map(Told.class::cast).toList();
        assertEquals(told.stream().allMatch(Told::well), answer.get("ok"), answer::toString);
        return told;
    }

    private Told problem(List<SourceFile> files) {
        List<Told> problems = problems(files);
        assertEquals(1, problems.size(), problems::toString);
        return problems.getFirst();
    }

    private void stops(List<SourceFile> files, String... words) {
        SqlFileCommands commands = club.commands("r3", files);
        SourceFile next = file("0009_next.sql", "CREATE TABLE next (id int);");
        for (Map<String, @Nullable Object> answer : List.of(commands.check(),
                club.plan("r3", and(files, next), files, false),
                club.commands("r3", and(files, next)).run(List.of()))) {
            assertFalse(Boolean.TRUE.equals(answer.get("ok")));
            assertTrue(answer.toString().contains("code=disagreement"), answer::toString);
            for (String word : words) {
                assertTrue(answer.toString().contains(word), answer::toString);
            }
        }
        assertEquals("", club.ask("SELECT to_regclass('next')"));
    }

    @Test
    void where_all_agree_it_says_how_much_has_run() {
        assertEquals(List.of(), told(SECOND));
        assertEquals(List.of("3 files have run in " + club.database() + ", 1 waits for the contract"),
                club.list(club.commands("r2", SECOND).doctor(), "notes"));
        ok(club.commands("r2", SECOND).contract(SECOND, false));
        assertEquals(List.of(), told(SECOND));
    }

    @Test
    void a_table_that_is_gone_stops_everything_until_it_is_back_or_a_file_says_that_it_is_gone() {
        club.ask("DROP TABLE member");
        stops(SECOND, "0001_member.sql", "the ledger says that it ran with release r1", "makes the table member",
                "the catalog does not have it", "DROP TABLE IF EXISTS member", "towline doctor");
        List<Told> problems = problems(SECOND);
        assertEquals("it makes the table member", problems.getFirst().files());
        assertEquals("does not have it", problems.getFirst().catalog());
        assertEquals(List.of("0001_member.sql"), problems.stream().map(Told::what).toList());
        List<SourceFile> third = and(FIRST, EMAIL, INDEX,
                file("0005_gone.sql", "DROP TABLE IF EXISTS member;"));
        ok(club.plan("r3", third, third, false));
    }

    @Test
    void a_column_that_is_gone_stops_too_unless_a_person_lets_it_pass() {
        club.ask("ALTER TABLE member DROP COLUMN email");
        stops(SECOND, "0002_email.sql", "makes the column member.email");
        assertEquals("it makes the column member.email", problems(SECOND).getFirst().files());
        club.overrides = List.of(new RuleOverride("out-of-order", "0002_email.sql", EMAIL.sha256(), "nobody reads it"));
        ok(club.commands("r3", SECOND).check());
    }

    @Test
    void an_index_that_is_gone_stops_nothing_and_is_told() {
        club.ask("DROP INDEX member_email");
        ok(club.commands("r3", SECOND).check());
        Told told = problem(SECOND);
        assertEquals("it makes the index member_email on member", told.files());
        assertTrue(told.remedy().contains("build it again as the file does"), told::toString);
    }

    @Test
    void an_index_that_is_not_valid_is_told_with_what_made_it() {
        club.ask("UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'member_email'::regclass");
        Told told = problem(SECOND);
        assertEquals("the index public.member_email on member", told.what());
        assertEquals("it ran with release r2", told.ledger());
        assertEquals("0003_index.sql makes it", told.files());
        assertTrue(told.remedy().startsWith("REINDEX INDEX CONCURRENTLY public.member_email"), told::toString);
        club.ask("ALTER INDEX member_email RENAME TO member_email_ccnew1");
        assertTrue(problems(SECOND).toString().contains("a cut REINDEX has left it: DROP INDEX CONCURRENTLY"),
                () -> problems(SECOND).toString());
    }

    private void cut() {
        club.ask("UPDATE towline.sql_file SET state = 'running', steps = 1, begun = 2 WHERE name = '0003_index.sql';"
                + " UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'member_email'::regclass");
    }

    @Test
    void a_file_that_was_cut_is_told_with_its_step_and_what_that_has_left() {
        cut();
        Told told = problem(SECOND);
        assertEquals("begun with release r2 and cut: 1 of 2 steps have committed, step 2 may have:"
                + " CREATE INDEX CONCURRENTLY member_email ON member (email)", told.ledger());
        assertEquals("the index member_email is not valid", told.catalog());
        assertEquals("towline retry SITE: it goes on where it was", told.remedy());
        assertEquals("the release that runs does not have it", problems(FIRST).getFirst().files());
    }

    @Test
    void one_that_is_at_work_is_no_problem() throws Exception {
        cut();
        try (Session session = new Session(() -> club.address().connect("busy"), Club.QUICK, wait -> {}, line -> {})) {
            session.acquire();
            Told told = told(SECOND).getFirst();
            assertTrue(told.well() && told.ledger().startsWith("is run now, by pid "), told::toString);
        }
    }

    @Test
    void files_that_were_edited_or_taken_out_are_told_with_both_sides() {
        SourceFile edited = file("0002_email.sql", "ALTER TABLE member ADD COLUMN mail text;");
        Told told = problem(and(FIRST, edited, INDEX, NICK));
        assertTrue(told.ledger().contains(EMAIL.sha256()) && told.files().contains(edited.sha256()), told::toString);
        Told gone = problem(and(FIRST, INDEX, NICK));
        assertEquals("0002_email.sql", gone.what());
        assertEquals("the release that runs does not have it, and has later ones", gone.files());
        Told late = problem(and(SECOND, file("0005_late.sql", "CREATE TABLE late ();")));
        assertEquals("nothing", late.ledger());
    }

    @Test
    void an_older_release_lives_with_what_was_added_and_not_with_what_was_taken() {
        List<Told> told = told(FIRST);
        assertTrue(told.stream().allMatch(Told::well) && told.toString().contains("its code lives with it"),
                told::toString);
        ok(club.commands("r2", SECOND).contract(SECOND, false));
        Told taken = problem(FIRST);
        assertEquals("it ran with release r2 and took away: ALTER TABLE member DROP COLUMN nick", taken.ledger());
    }

    @Test
    void a_contract_that_cannot_run_is_told_with_its_reason() {
        club.ask("UPDATE towline.sql_file SET error = 'column x contains null values' WHERE name = '0004_nick.sql'");
        Told told = problem(SECOND);
        assertTrue(told.ledger().contains("column x contains null values"), told::toString);
        assertTrue(told.remedy().endsWith("towline contract SITE"), told::toString);
    }

    @Test
    void a_ledger_that_is_lost_is_told_with_what_is_there_and_the_baseline_to_write() {
        club.ask("DROP SCHEMA towline CASCADE");
        Told told = problem(SECOND);
        assertEquals("has tables that they make: member", told.catalog());
        assertTrue(told.remedy().contains("baseline: 4"), told::toString);
        club.baseline = 4;
        assertEquals(List.of(), told(SECOND));
    }

    @Test
    void names_that_need_quotes_are_found_as_they_are() {
        List<SourceFile> third = and(SECOND,
                file("0005_quoted.sql", "CREATE TABLE \"Crew\" (id bigint, \"Full.Name\" text);"),
                file("0006_quoted.sql", "CREATE INDEX CONCURRENTLY \"Crew.Name\" ON \"Crew\" (\"Full.Name\");"));
        club.release("r3", third, SECOND);
        assertEquals(List.of(), told(third));
        club.ask("ALTER TABLE \"Crew\" RENAME COLUMN \"Full.Name\" TO name");
        Told told = problem(third);
        assertEquals("it makes the column Crew.Full.Name", told.files());
        assertTrue(told.remedy().endsWith("ALTER TABLE \"Crew\" DROP COLUMN IF EXISTS \"Full.Name\""), told::toString);
    }

    @Test
    void nothing_is_changed_and_no_lock_is_waited_for() throws Exception {
        String before = club.picture();
        try (Connection other = club.address().connect("holder")) {
            other.setAutoCommit(false);
            other.createStatement().execute("LOCK TABLE member IN ACCESS EXCLUSIVE MODE");
            assertEquals(List.of(), told(SECOND));
        }
        assertEquals(before, club.picture());
    }
}
