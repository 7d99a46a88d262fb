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
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the running release has really sent, against the files of the next one, on a real PostgreSQL. */
class SqlFilesTrafficIT {
    private static final List<SourceFile> FIRST = List.of(file("0001_member.sql", """
            CREATE TABLE team (id bigint PRIMARY KEY, name text);
            CREATE TABLE member (id bigint PRIMARY KEY, team bigint, full_name text, nick text, city text, data jsonb);
            INSERT INTO member (id, full_name) VALUES (1, 'Ada');
            """));
    private static final SourceFile EMAIL = file("0002_email.sql", "ALTER TABLE member ADD COLUMN email text;");
    private static final SourceFile CITY = file("0003_city.sql", "ALTER TABLE team ADD COLUMN city text;");
    private static final SourceFile LEVEL = file("0003_level.sql", "ALTER TABLE team ADD COLUMN level int NOT NULL;");
    private static final SourceFile NICK = file("0003_nick.sql", "ALTER TABLE member DROP COLUMN nick;");
    private static final SourceFile STRICT = file("0003_strict.sql",
            "ALTER TABLE member ALTER COLUMN full_name SET NOT NULL;");
    @RegisterExtension
    static final Clubs CLUBS = new Clubs();

    private Club club = CLUBS.club();

    @BeforeEach
    void firstRelease() {
        club.ask("CREATE EXTENSION pg_stat_statements");
        club.release("r1", FIRST, List.of());
    }

    /** As the site's own role. */
    private void send(String... statements) throws SQLException {
        try (Connection connection = club.address().connect("the application");
                Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private Map<String, @Nullable Object> plan(SourceFile... more) {
        return club.plan("r2", and(FIRST, more), FIRST, false);
    }

    private String traffic(Map<String, @Nullable Object> answer) {
        return String.valueOf(club.one(answer, "traffic"));
    }

    private static void refused(Map<String, @Nullable Object> answer, String why) {
        assertFalse(Boolean.TRUE.equals(answer.get("ok")), answer::toString);
        assertTrue(answer.toString().contains(why), answer::toString);
    }

    @Test
    void a_column_that_makes_a_query_ambiguous_is_refused_with_the_query_its_calls_and_no_values() throws Exception {
        for (int i = 0; i < 3; i++) {
            send("SELECT city FROM member JOIN team ON team.id = member.team WHERE nick = 'a secret'");
        }
        Map<String, @Nullable Object> plan = plan(EMAIL, CITY);
        refused(plan, "{file=migrations/0003_city.sql, line=null, describe=refused, statement=, rule=traffic,"
                + " why=the running code has sent SELECT city FROM member JOIN team ON team.id = member.team"
                + " WHERE nick = $1 (sent 3 times), which now fails: column reference \"city\" is ambiguous");
        assertFalse(plan.toString().contains("secret"));
        club.overrides = List.of(new RuleOverride("traffic", CITY.name(), CITY.sha256(), "nothing sends it any more"));
        ok(plan(EMAIL, CITY));
    }

    @Test
    void an_insert_that_leaves_out_what_nothing_fills_is_refused() throws Exception {
        send("INSERT INTO team (id, name) VALUES (1, 'Blue')", "INSERT INTO public.team VALUES (2)");
        club.overrides = List.of(
                new RuleOverride("add-not-null-column", LEVEL.name(), LEVEL.sha256(), "the table is nearly empty"));
        Map<String, @Nullable Object> plan = plan(LEVEL);
        refused(plan, "INSERT INTO team (id, name) VALUES ($1, $2) (sent 1 times), which leaves out level: that is"
                + " NOT NULL now, and nothing fills it");
        refused(plan, "INSERT INTO public.team VALUES ($1) (sent 1 times), which leaves out level");
    }

    @Test
    void harmless_files_pass_and_it_is_said_how_many_statements_were_tried() throws Exception {
        send("SELECT nick FROM member", "UPDATE member SET nick = 'x' WHERE data ? 'key' -- a comment",
                "INSERT INTO team VALUES (1)", "CREATE TABLE later (id int)", "DROP TABLE later",
                "SELECT count(*) FROM pg_class");
        Map<String, @Nullable Object> plan = plan(EMAIL, CITY, file("0004_index.sql",
                "CREATE INDEX CONCURRENTLY member_nick ON member (nick);"));
        ok(plan);
        assertTrue(traffic(plan).startsWith("{state=checked, statements=3, since="), traffic(plan));
    }

    @Test
    void what_towline_and_the_files_send_themselves_is_no_traffic() {
        ok(club.commands("r1", FIRST).settle());
        ok(club.commands("r1", FIRST).contract(FIRST, true));
        assertTrue(traffic(plan(EMAIL)).contains("statements=0"), traffic(plan(EMAIL)));
        assertTrue(traffic(plan(EMAIL)).contains("why=nothing has been sent yet"), traffic(plan(EMAIL)));
    }

    @Test
    void off_and_young_are_said_and_the_others_decide() throws Exception {
        send("SELECT nick FROM member");
        club.age = Duration.ofHours(1);
        assertTrue(traffic(plan(EMAIL)).startsWith("{state=young, statements=1"), traffic(plan(EMAIL)));
        ok(plan(EMAIL));
        club.ask("DROP EXTENSION pg_stat_statements");
        assertTrue(traffic(plan(EMAIL)).startsWith("{state=off, statements=0"), traffic(plan(EMAIL)));
        ok(plan(EMAIL));
        club.ask("CREATE EXTENSION pg_stat_statements; REVOKE ALL ON pg_stat_statements FROM PUBLIC");
        assertTrue(traffic(plan(EMAIL)).startsWith("{state=unreadable, statements=0"), traffic(plan(EMAIL)));
        ok(plan(EMAIL));
    }

    @Test
    void where_another_role_sends_it_all_it_is_said_that_it_cannot_be_read() throws Exception {
        club.ask("DO $$ BEGIN IF to_regrole('visitor') IS NULL THEN CREATE ROLE visitor LOGIN; END IF; END $$");
        club.ask("GRANT SELECT ON member TO visitor; SET SESSION AUTHORIZATION visitor; SELECT nick FROM member");
        assertTrue(traffic(plan(EMAIL)).contains("state=unreadable, statements=0, since=null,"
                + " why=this role has sent nothing, and what visitor sends to the database is hidden from it"),
                traffic(plan(EMAIL)));
    }

    @Test
    void a_contract_waits_while_the_running_code_still_reads_what_goes() throws Exception {
        List<SourceFile> second = and(FIRST, NICK);
        club.release("r2", second, FIRST);
        ok(club.commands("r2", second).settle());
        send("SELECT nick FROM member WHERE id = 7");
        Map<String, @Nullable Object> contract = club.commands("r2", second).contract(second, false);
        refused(contract, "why=the running code has sent SELECT nick FROM member WHERE id = $1 (sent 1 times),"
                + " which would fail: column \"nick\" does not exist");
        assertTrue(club.commands("r2", second).status().toString().contains("which would fail"));
        assertEquals("1", club.ask("SELECT count(*) FROM pg_attribute WHERE attname = 'nick' AND NOT attisdropped"
                + " AND attrelid = 'member'::regclass"));
        ok(club.commands("r2", second).settle());
        Map<String, @Nullable Object> again = club.commands("r2", second).contract(second, false);
        ok(again);
        assertEquals("0", club.ask("SELECT count(*) FROM towline.sql_file WHERE state = 'waiting'"));
    }

    @Test
    void a_contract_that_makes_a_column_strict_waits_while_inserts_leave_it_out() throws Exception {
        List<SourceFile> second = and(FIRST, STRICT);
        club.release("r2", second, FIRST);
        ok(club.commands("r2", second).settle());
        send("INSERT INTO member (id, nick, full_name) VALUES (4, 'a', 'b')");
        send("INSERT INTO member (id) VALUES (5)", "UPDATE member SET full_name = 'c'");
        refused(club.commands("r2", second).contract(second, false),
                "why=the running code has sent INSERT INTO member (id) VALUES ($1) (sent 1 times), which leaves out"
                        + " full_name");
        club.overrides = List.of(new RuleOverride("traffic", STRICT.name(), STRICT.sha256(), "done by hand"));
        ok(club.commands("r2", second).contract(second, false));
    }

    @Test
    void a_trigger_that_fills_the_column_lets_the_insert_pass() throws Exception {
        List<SourceFile> second = and(FIRST, STRICT);
        club.release("r2", second, FIRST);
        ok(club.commands("r2", second).settle());
        club.ask("CREATE FUNCTION fill() RETURNS trigger LANGUAGE plpgsql AS"
                + " $$ BEGIN NEW.full_name := coalesce(NEW.full_name, NEW.nick, ''); RETURN NEW; END $$;"
                + " CREATE TRIGGER fill BEFORE INSERT ON member FOR EACH ROW EXECUTE FUNCTION fill()");
        send("INSERT INTO member (id) VALUES (5)");
        ok(club.commands("r2", second).contract(second, false));
    }

    @Test
    void without_a_mark_what_older_releases_have_sent_stops_no_contract() throws Exception {
        List<SourceFile> second = and(FIRST, NICK);
        send("SELECT nick FROM member WHERE id = 7");
        club.release("r2", second, FIRST);
        Map<String, @Nullable Object> contract = club.commands("r2", second).contract(second, false);
        ok(contract);
        assertTrue(traffic(contract).contains("nothing has been counted since the release before ended"),
                contract::toString);
    }

    @Test
    void no_code_runs_while_it_is_maintained() throws Exception {
        send("SELECT nick FROM member WHERE id = 7");
        Map<String, @Nullable Object> plan = club.plan("r2", and(FIRST, NICK), FIRST, true);
        ok(plan);
        assertTrue(traffic(plan).contains("state=off"), traffic(plan));
    }
}
