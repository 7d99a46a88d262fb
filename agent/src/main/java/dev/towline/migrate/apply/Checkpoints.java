package dev.towline.migrate.apply;

import dev.towline.migrate.apply.Checkpoint.State;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The backfills of the ledger, each written in the transaction of the batch that it tells of. */
final class Checkpoints {
    private final Session session;
    private final Ledger ledger;

    Checkpoints(Session session, Ledger ledger) {
        this.session = session;
        this.ledger = ledger;
    }

    /** By the names of their files. */
    Map<String, Checkpoint> all() throws SQLException {
        Map<String, Checkpoint> all = new TreeMap<>();
        if (!ledger.backfills()) {
            return all;
        }
        try (Statement statement = session.connection().createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT name, sha256, state, until, last, batches, changed FROM towline.sql_backfill")) {
            while (rows.next()) {
                all.put(rows.getString(1), new Checkpoint(rows.getString(1), rows.getString(2),
                        State.valueOf(rows.getString(3).toUpperCase(Locale.ROOT)), rows.getString(4),
                        rows.getString(5), rows.getInt(6), rows.getLong(7)));
            }
        }
        return all;
    }

    void put(Checkpoint point) throws SQLException {
        try (PreparedStatement put = session.connection().prepareStatement(
                "INSERT INTO towline.sql_backfill (name, sha256, state, until, last, batches, changed) VALUES (?, ?, ?, ?, ?, ?, ?)"
                        + " ON CONFLICT (name) DO UPDATE SET sha256 = excluded.sha256, state = excluded.state,"
                        + " until = excluded.until, last = excluded.last, batches = excluded.batches,"
                        + " changed = excluded.changed, finished = CASE WHEN excluded.state <> 'running' THEN clock_timestamp() END")) {
            put.setString(1, point.name());
            put.setString(2, point.sha256());
            put.setString(3, point.state().name().toLowerCase(Locale.ROOT));
            put.setString(4, point.until());
            put.setString(5, point.last());
            put.setInt(6, point.batches());
            put.setLong(7, point.changed());
            put.executeUpdate();
        }
    }
}
