package dev.towline.history.sqlite;

import dev.towline.desired.TargetName;
import dev.towline.history.Pair;
import dev.towline.history.Quarantine;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Pairs that failed; one row for all that mean the same to the host. */
final class SqliteQuarantine implements Quarantine {
    private static final String SELECT = "SELECT target, config, settings, app, release, reason, since, cause FROM quarantine";

    private final Database database;

    SqliteQuarantine(Database database) {
        this.database = database;
    }

    @Override
    public void add(Entry entry) {
        if (find(entry.target(), entry.pair()).filter(entry::equals).isPresent()) {
            return;
        }
        Pair pair = entry.pair();
        database.update(
                "INSERT OR REPLACE INTO quarantine (target, config, settings, app, release, reason, since, cause)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                entry.target().value(), pair.config(), pair.settings(), text(pair.app()), text(pair.release()),
                entry.reason(), entry.since().toString(), entry.cause().tag());
    }

    @Override
    public Optional<Entry> find(TargetName target, Pair pair) {
        return database.first(SqliteQuarantine::read,
                SELECT + " WHERE target = ? AND settings = ? AND app = ? AND release = ?", target.value(),
                pair.settings(), text(pair.app()), text(pair.release()));
    }

    @Override
    public List<Entry> of(TargetName target) {
        return database.list(SqliteQuarantine::read, SELECT + " WHERE target = ? ORDER BY seq DESC", target.value());
    }

    @Override
    public int clear(TargetName target) {
        return of(target).isEmpty()
                ? 0
                : database.update("DELETE FROM quarantine WHERE target = ?", target.value());
    }

    private static Entry read(ResultSet row) throws SQLException {
        Pair pair = new Pair(row.getString(2), row.getString(3), orNull(row.getString(4)), orNull(row.getString(5)));
        return new Entry(new TargetName(row.getString(1)), pair, cause(row.getString(8)), row.getString(6),
                Instant.parse(row.getString(7)));
    }

    private static Cause cause(String tag) {
        return Arrays.stream(Cause.values()).filter(cause -> cause.tag().equals(tag)).findFirst().orElse(Cause.FAILED);
    }

    private static String text(@Nullable String value) {
        return Objects.requireNonNullElse(value, "");
    }

    private static @Nullable String orNull(String value) {
        return value.isEmpty() ? null : value;
    }
}
