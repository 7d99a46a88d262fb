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
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Code that runs upserts by what is unique: it stays so until the contract, on a real PostgreSQL. */
class SqlFilesUniqueIT {
    private static final List<SourceFile> FIRST = List.of(file("0001_base.sql", """
            CREATE TABLE t (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, email text, name text, nick text,
              CONSTRAINT t_email_key UNIQUE (email), CONSTRAINT short CHECK (length(name) < 90));
            CREATE UNIQUE INDEX t_lower_idx ON t (lower(name));
            ALTER TABLE t ADD CONSTRAINT nobody_twice UNIQUE (nick);
            """));
    private static final String SET = " DO UPDATE SET nick = NULL";
    @RegisterExtension
    static final Clubs CLUBS = new Clubs();

    private Club club = CLUBS.club();

    @BeforeEach
    void firstRelease() {
        club.ask("CREATE EXTENSION pg_stat_statements");
        club.release("r1", FIRST, List.of());
    }

    private void upsert(String by) throws SQLException {
        try (Connection connection = club.address().connect("the application");
                Statement statement = connection.createStatement()) {
            statement.execute("INSERT INTO t (email, name) VALUES ('a', 'b') ON CONFLICT " + by + SET);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"ALTER TABLE t DROP CONSTRAINT t_email_key | (email)",
            "ALTER TABLE t DROP CONSTRAINT IF EXISTS nobody_twice | (nick)",
            "DROP INDEX CONCURRENTLY t_lower_idx | (lower(name))",
            "DROP INDEX CONCURRENTLY IF EXISTS t_lower_idx | (lower(name))"})
    void what_code_upserts_by_goes_with_the_contract(String drop, String by) throws Exception {
        List<SourceFile> second = and(FIRST, file("0002_drop.sql", drop + ";"));
        club.release("r2", second, FIRST);
        upsert(by);
        assertEquals(1, club.list(club.commands("r2", second).status(), "waiting").size());
        Map<String, @Nullable Object> contracted = club.commands("r2", second).contract(second, false);
        ok(contracted);
        assertEquals(List.of("0002_drop.sql"), club.list(contracted, "done"));
        assertFalse(Boolean.TRUE.equals(club.commands("r1", FIRST).check().get("ok")), "old code upserts by it");
    }

    @Test
    void a_check_goes_before_the_new_code_because_that_may_need_it_gone() {
        club.release("r2", and(FIRST, file("0002_drop.sql", "ALTER TABLE t DROP CONSTRAINT short;")), FIRST);
        assertEquals("0", club.ask("SELECT count(*) FROM pg_constraint WHERE conname = 'short'"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"drop-constraint | ALTER TABLE t DROP CONSTRAINT t_email_key | (email)",
            "drop-index | DROP INDEX CONCURRENTLY t_lower_idx | (lower(name))"})
    void an_override_lets_it_go_at_once_unless_somebody_has_sent_the_upsert(String rule, String drop, String by)
            throws Exception {
        SourceFile file = file("0002_drop.sql", drop + ";");
        club.overrides = List.of(new RuleOverride(rule, file.name(), file.sha256(), "nothing upserts by it"));
        ok(club.plan("r2", and(FIRST, file), FIRST, false));
        upsert(by);
        Map<String, @Nullable Object> plan = club.plan("r2", and(FIRST, file), FIRST, false);
        assertFalse(Boolean.TRUE.equals(plan.get("ok")), plan::toString);
        assertTrue(plan.toString().contains("rule=traffic") && plan.toString().contains(
                "there is no unique or exclusion constraint matching the ON CONFLICT specification"), plan::toString);
    }

    @Test
    void a_contract_waits_while_the_running_code_still_upserts_by_it() throws Exception {
        List<SourceFile> second = and(FIRST, file("0002_drop.sql", "ALTER TABLE t DROP CONSTRAINT t_email_key;"));
        club.release("r2", second, FIRST);
        ok(club.commands("r2", second).settle());
        upsert("(email)");
        Map<String, @Nullable Object> contracted = club.commands("r2", second).contract(second, false);
        assertTrue(contracted.toString().contains("ON CONFLICT"), contracted::toString);
        assertEquals(1, club.list(contracted, "blocked").size(), contracted::toString);
        assertEquals("1", club.ask("SELECT count(*) FROM pg_constraint WHERE conname = 't_email_key'"));
    }
}
