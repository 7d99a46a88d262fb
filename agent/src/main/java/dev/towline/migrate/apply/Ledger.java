package dev.towline.migrate.apply;

import dev.towline.migrate.apply.Failure.Code;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Which files ran and which wait, in a table of the site's own database; written in the transaction of what it tells of. */
final class Ledger {
    private static final String MAKE = """
            CREATE SCHEMA IF NOT EXISTS towline;
            CREATE TABLE IF NOT EXISTS towline.sql_file (
              name text PRIMARY KEY, sha256 text NOT NULL, release text NOT NULL, contract boolean NOT NULL, state text NOT NULL,
              steps integer NOT NULL DEFAULT 0, begun integer NOT NULL DEFAULT 0, takes text NOT NULL DEFAULT '', error text NOT NULL DEFAULT '',
              created timestamptz NOT NULL DEFAULT clock_timestamp(), finished timestamptz);
            CREATE TABLE IF NOT EXISTS towline.sql_backfill (
              name text PRIMARY KEY, sha256 text NOT NULL, state text NOT NULL, until text, last text, batches integer NOT NULL DEFAULT 0,
              changed bigint NOT NULL DEFAULT 0, begun timestamptz NOT NULL DEFAULT clock_timestamp(), finished timestamptz);
            CREATE TABLE IF NOT EXISTS towline.traffic_call (queryid bigint PRIMARY KEY, calls bigint NOT NULL);
            CREATE TABLE IF NOT EXISTS towline.traffic_mark (at timestamptz PRIMARY KEY DEFAULT clock_timestamp(), release text NOT NULL)""";
    private final Session session;

    Ledger(Session session) {
        this.session = session;
    }

    boolean exists() throws SQLException {
        return has("sql_file");
    }

    /** Whether it can say since when the traffic counts; one of an earlier version cannot. */
    boolean marks() throws SQLException {
        return has("traffic_mark");
    }

    /** Whether it knows backfills; one of an earlier version does not. */
    boolean backfills() throws SQLException {
        return has("sql_backfill");
    }

    private boolean has(String table) throws SQLException {
        return session.text("SELECT 1 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
                + " WHERE n.nspname = 'towline' AND c.relname = ?", table) != null;
    }

    /** To be called under the lock: two who make a schema at once collide. Needs CREATE on the database, which its owner has. */
    void create() throws SQLException {
        try {
            session.execute(MAKE);
        } catch (SQLException e) {
            if (!"42501".equals(e.getSQLState())) {
                throw e;
            }
            throw Failure.of(Code.DATABASE, "the ledger's schema cannot be made (" + Said.of(e)
                    + "): GRANT CREATE ON DATABASE … TO the site's role");
        }
    }

    Map<String, Row> rows() throws SQLException {
        Map<String, Row> rows = new TreeMap<>();
        if (!exists()) {
            return rows;
        }
        try (Statement statement = session.connection().createStatement();
                ResultSet found = statement.executeQuery("SELECT name, sha256, release, contract, state, steps, begun,"
                        + " takes, error FROM towline.sql_file")) {
            while (found.next()) {
                rows.put(found.getString(1), new Row(found.getString(1), found.getString(2), found.getString(3),
                        found.getBoolean(4), Row.State.valueOf(found.getString(5).toUpperCase(Locale.ROOT)),
                        found.getInt(6), found.getInt(7), found.getString(8), found.getString(9)));
            }
        }
        return rows;
    }

    /** The row as it is now; what it was before is replaced. */
    void put(Row row) throws SQLException {
        try (PreparedStatement put = session.connection()
                .prepareStatement("INSERT INTO towline.sql_file (name, sha256, release, contract, state, steps, begun,"
                        + " takes, error) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (name) DO UPDATE SET"
                        + " sha256 = excluded.sha256, release = excluded.release, contract = excluded.contract,"
                        + " state = excluded.state, steps = excluded.steps, begun = excluded.begun,"
                        + " takes = excluded.takes, error = excluded.error, finished = CASE WHEN excluded.state = 'done'"
                        + " THEN clock_timestamp() END")) {
            put.setString(1, row.name());
            put.setString(2, row.sha256());
            put.setString(3, row.release());
            put.setBoolean(4, row.contract());
            put.setString(5, row.state().name().toLowerCase(Locale.ROOT));
            put.setInt(6, row.steps());
            put.setInt(7, row.begun());
            put.setString(8, row.takes());
            put.setString(9, row.error());
            put.executeUpdate();
        }
    }
}
