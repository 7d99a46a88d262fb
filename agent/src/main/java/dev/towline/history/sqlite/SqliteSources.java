package dev.towline.history.sqlite;

import dev.towline.event.SourceStanding;
import dev.towline.history.Sources;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** One row a source. Nothing is written that is already so. */
final class SqliteSources implements Sources {
    private static final String SELECT = "SELECT name, url, standing, why, revision, last_success FROM source";
    private final Database database;

    SqliteSources(Database database) {
        this.database = database;
    }

    @Override
    public Optional<Known> find(String name) {
        return database.first(SqliteSources::read, SELECT + " WHERE name = ?", name);
    }

    @Override
    public List<Known> all() {
        return database.list(SqliteSources::read, SELECT + " ORDER BY name");
    }

    /** A standing that a later version wrote says nothing here. */
    private static Known read(ResultSet row) throws SQLException {
        String success = row.getString(6);
        return new Known(row.getString(1), row.getString(2),
                SourceStanding.of(row.getString(3)).orElse(SourceStanding.UNASKED), row.getString(4), row.getString(5),
                success == null ? null : Instant.parse(success));
    }

    @Override
    public void put(Known one) {
        if (!find(one.name()).equals(Optional.of(one))) {
            database.update(
                    "INSERT OR REPLACE INTO source (name, url, standing, why, revision, last_success)"
                            + " VALUES (?, ?, ?, ?, ?, ?)",
                    one.name(), one.url(), one.standing().tag(), one.why(), one.revision(),
                    one.lastSuccess() == null ? null : one.lastSuccess().toString());
        }
    }

    @Override
    public void forget(String name) {
        if (find(name).isPresent()) {
            database.update("DELETE FROM source WHERE name = ?", name);
        }
    }
}
