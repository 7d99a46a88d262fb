package dev.towline.migrate.apply;

import static dev.towline.migrate.apply.Club.and;
import static dev.towline.migrate.apply.Club.file;
import static dev.towline.migrate.apply.Club.ok;
import static dev.towline.migrate.apply.LogFiles.FIRST;
import static dev.towline.migrate.apply.LogFiles.LOG;
import static dev.towline.migrate.apply.LogFiles.SECOND;
import static dev.towline.migrate.apply.LogFiles.log;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towline.migrate.lint.SourceFile;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is cut before any of its statements, on a real PostgreSQL: in the end each statement has run once. */
class SqlFilesCutIT {
    @RegisterExtension
    static final Clubs CLUBS = new Clubs();

    private static Club club() {
        Club club = CLUBS.club();
        club.release("r1", FIRST, List.of());
        return club;
    }

    /** A connection whose client is gone from its n-th statement on: it says nothing more, not even goodbye. */
    private static Session.Link dying(Club club, int after) {
        AtomicInteger left = new AtomicInteger(after);
        return () -> {
            Connection real = club.address().connect("dying");
            return (Connection) Proxy.newProxyInstance(Connection.class.getClassLoader(),
                    new Class<?>[]{Connection.class}, (proxy, method, words) -> {
                        if (method.getName().equals("close")) {
                            real.close();
                            return null;
                        }
                        Object made = call(real, method, words);
                        return made instanceof Statement statement ? counted(real, statement, left) : made;
                    });
        };
    }

    private static Object counted(Connection connection, Statement real, AtomicInteger left) {
        return Proxy.newProxyInstance(Statement.class.getClassLoader(),
                new Class<?>[]{java.sql.PreparedStatement.class}, (proxy, method, words) -> {
                    if (method.getName().startsWith("execute") && left.decrementAndGet() == 0) {
                        connection.abort(Runnable::run);
                        throw new SQLException("cut", "08006");
                    }
                    return call(real, method, words);
                });
    }

    private static @Nullable Object call(Object real, java.lang.reflect.Method method, Object @Nullable [] words)
            throws Throwable {
        try {
            return method.invoke(real, words);
        } catch (InvocationTargetException e) {
            throw Objects.requireNonNull(e.getCause());
        }
    }

    @Test
    void cut_before_any_statement_the_next_run_comes_to_the_same_end() {
        Club whole = club();
        Map<String, @Nullable Object> plan = whole.plan("r2", SECOND, FIRST, false);
        ok(plan);
        List<Planned> planned = whole.planned(plan);
        ok(whole.commands("r2", SECOND).run(planned));
        ok(whole.commands("r2", SECOND).contract(SECOND, false));
        assertEquals(LOG, log(whole));
        String wanted = whole.picture();
        int cuts = 0;
        Club club = whole;
        for (int after = 1; after < 400; after++) {
            club.anew(FIRST);
            boolean done = Boolean.TRUE.equals(club.commands("r2", SECOND, dying(club, after)).run(planned).get("ok"));
            if (cuts % 10 == 3) {
                ok(club.plan("r2", SECOND, FIRST, false));
            }
            ok(club.commands("r2", SECOND).run(planned));
            int at = after;
            assertFalse(club.picture().contains("index member_email f"), () -> "cut at " + at);
            ok(club.commands("r2", SECOND).contract(SECOND, false));
            assertEquals(LOG, log(club), () -> "cut at " + at);
            assertEquals(wanted, club.picture(), () -> "cut at " + at);
            if (done) {
                break;
            }
            cuts++;
        }
        assertTrue(cuts > 15, "cuts: " + cuts);
    }

    @Test
    void a_contract_that_is_cut_before_any_statement_comes_to_the_same_end() {
        List<SourceFile> second = and(FIRST, file("0002_away.sql", """
                -- towline: contract
                DROP INDEX CONCURRENTLY IF EXISTS nothing;
                INSERT INTO log VALUES ('gone');
                ALTER TABLE member DROP COLUMN nick;
                """));
        boolean done = false;
        Club club = club();
        List<Planned> planned = club.planned(club.plan("r2", second, FIRST, false));
        for (int after = 1; !done; after += 2) {
            club.anew(FIRST);
            ok(club.commands("r2", second).run(planned));
            done = Boolean.TRUE
                    .equals(club.commands("r2", second, dying(club, after)).contract(second, false).get("ok"));
            ok(club.commands("r2", second).contract(second, false));
            assertEquals("gone", log(club), "cut at " + after);
            assertFalse(club.picture().contains("nick"), "cut at " + after);
        }
    }
}
