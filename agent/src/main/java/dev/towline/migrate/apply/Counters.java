package dev.towline.migrate.apply;

import dev.towline.migrate.apply.Traffic.State;
import dev.towline.migrate.shadow.Sent;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * pg_stat_statements: what it has counted for this role in this database, and what it had when the last process of the release before
 * ended. That mark lies in the ledger's schema, and is the same for every engine.
 */
final class Counters {
    private static final String HOME = "SELECT quote_ident(n.nspname) FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace"
            + " WHERE e.extname = 'pg_stat_statements'";
    private static final String OWN = " WHERE s.dbid = (SELECT oid FROM pg_database WHERE datname = current_database())"
            + " AND s.userid = (SELECT oid FROM pg_roles WHERE rolname = current_user) AND s.queryid IS NOT NULL";
    /** An entry that was evicted and came back counts from nothing again, so any other number is more. */
    private static final String SENT = "SELECT max(s.query), sum(s.calls)::bigint FROM %s.pg_stat_statements s" + OWN
            + " GROUP BY s.queryid HAVING sum(s.calls) > 0%s";
    private static final String SINCE_THE_MARK = " AND sum(s.calls) IS DISTINCT FROM"
            + " (SELECT c.calls FROM towline.traffic_call c WHERE c.queryid = s.queryid)";
    /** What this role may not read; the server's own administration is not meant. */
    private static final String HIDDEN = "SELECT string_agg(DISTINCT r.rolname, ', ') FROM %s.pg_stat_statements s"
            + " JOIN pg_roles r ON r.oid = s.userid WHERE NOT r.rolsuper AND r.rolname <> current_user"
            + " AND s.dbid = (SELECT oid FROM pg_database WHERE datname = current_database())"
            + " AND s.query = '<insufficient privilege>'";
    private static final int COUNTS_SINCE = 14;
    private final Session session;
    private final Ledger ledger;

    Counters(Session session, Ledger ledger) {
        this.session = session;
        this.ledger = ledger;
    }

    /** @param age how long it must have been watched, so that what runs once an hour is likely to be in it */
    Traffic read(Duration age) throws SQLException {
        String home = session.text(HOME);
        if (home == null) {
            return Traffic.unknown(State.OFF, "the extension pg_stat_statements is not in this database");
        }
        try {
            return read(home, age);
        } catch (SQLException e) {
            if (Session.away(e)) {
                throw e;
            }
            boolean loaded = !"55000".equals(e.getSQLState());
            return Traffic.unknown(loaded ? State.UNREADABLE : State.OFF, Said.of(e));
        }
    }

    private Traffic read(String home, Duration age) throws SQLException {
        Instant reset = reset(home);
        Instant mark = ledger.marks() ? moment("SELECT max(at) FROM towline.traffic_mark") : null;
        boolean counted = mark != null && (reset == null || !reset.isAfter(mark));
        List<Sent> sent = new ArrayList<>();
        try (Statement statement = session.connection().createStatement();
                ResultSet rows = statement.executeQuery(SENT.formatted(home, counted ? SINCE_THE_MARK : ""))) {
            while (rows.next()) {
                Sent one = Sent.of(String.valueOf(rows.getString(1)), rows.getLong(2));
                if (one.told()) {
                    sent.add(one);
                }
            }
        }
        Instant since = counted ? mark : reset;
        if (sent.isEmpty()) {
            String hidden = session.text(HIDDEN.formatted(home));
            return hidden == null
                    ? new Traffic(State.YOUNG, "nothing has been sent yet", sent, since, mark != null)
                    : Traffic.unknown(State.UNREADABLE, "this role has sent nothing, and what " + hidden
                            + " sends to the database is hidden from it");
        }
        Duration watched = since == null
                ? age
                : Duration.between(since, moment("SELECT clock_timestamp() " + Sent.OURS));
        return watched.compareTo(age) < 0
                ? new Traffic(State.YOUNG, "it has been watched for " + watched.toSeconds() + " s only", sent, since,
                        mark != null)
                : new Traffic(State.CHECKED, null, sent, since, mark != null);
    }

    private @Nullable Instant reset(String home) throws SQLException {
        return session.connection().getMetaData().getDatabaseMajorVersion() < COUNTS_SINCE
                ? null
                : moment("SELECT stats_reset FROM " + home + ".pg_stat_statements_info");
    }

    private @Nullable Instant moment(String sql) throws SQLException {
        try (Statement statement = session.connection().createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            Timestamp at = row.next() ? row.getTimestamp(1) : null;
            return at == null ? null : at.toInstant();
        }
    }

    /** The last process of the release before has ended: from now on only what is sent afterwards counts. False where nobody counts. */
    boolean mark(String release) throws SQLException {
        String home = session.text(HOME);
        if (home == null) {
            return false;
        }
        try {
            session.together(() -> {
                session.execute("DELETE FROM towline.traffic_call");
                session.execute("INSERT INTO towline.traffic_call (queryid, calls) SELECT s.queryid, sum(s.calls) FROM "
                        + home + ".pg_stat_statements s" + OWN + " GROUP BY s.queryid");
                session.execute("TRUNCATE towline.traffic_mark");
                session.text("INSERT INTO towline.traffic_mark (release) VALUES (?) RETURNING release", release);
            });
            return true;
        } catch (SQLException e) {
            if (Session.away(e)) {
                throw e;
            }
            return false;
        }
    }
}
