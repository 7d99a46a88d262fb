package dev.towline.history.sqlite;

import dev.towline.desired.TargetName;
import dev.towline.history.Decision;
import dev.towline.history.Decision.Kind;
import dev.towline.history.Decision.Said;
import dev.towline.history.Decisions;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One row a target and kind. Nothing is written that is already so. */
final class SqliteDecisions implements Decisions {
    private final Database database;

    SqliteDecisions(Database database) {
        this.database = database;
    }

    @Override
    public List<Decision> of(TargetName target) {
        return database.list(SqliteDecisions::decision, """
                SELECT kind, subject, config, app, while_config, while_app, said_by, said_at FROM decision
                WHERE target = ?""", target.value()).stream().flatMap(Optional::stream)
                .sorted(Comparator.comparing(Decision::kind)).toList();
    }

    /** Empty for a kind that this version does not know. */
    private static Optional<Decision> decision(ResultSet row) throws SQLException {
        String tag = row.getString(1);
        String subject = row.getString(2);
        @Nullable
        String at = row.getString(8);
        Said said = new Said(row.getString(7), at == null ? null : Instant.parse(at));
        Decision.Pin pin = new Decision.Pin(subject, String.valueOf(row.getString(3)), row.getString(4),
                String.valueOf(row.getString(5)), row.getString(6), said);
        return Arrays.stream(Kind.values()).filter(kind -> kind.tag().equals(tag)).findFirst()
                .map(kind -> switch (kind) {
                    case REMOVALS -> new Decision.Removals(subject, said);
                    case MAINTENANCE -> new Decision.Maintenance(subject, said);
                    case CONTRACT -> new Decision.Contract(said);
                    case PIN -> pin;
                    case SUSPEND -> new Decision.Suspend(subject, said);
                });
    }

    @Override
    public void put(TargetName target, Decision decision) {
        if (of(target).contains(decision)) {
            return;
        }
        Decision.@Nullable Pin pin = decision instanceof Decision.Pin p ? p : null;
        Said said = decision.said();
        database.write(t -> SqliteTargets.known(t, target) + t.update("""
                INSERT OR REPLACE INTO decision
                (target, kind, subject, config, app, while_config, while_app, said_by, said_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)""", target.value(), decision.kind().tag(), decision.subject(),
                pin == null ? null : pin.config(), pin == null ? null : pin.app(),
                pin == null ? null : pin.whileConfig(), pin == null ? null : pin.whileApp(), said.by(),
                said.at() == null ? null : said.at().toString()));
    }

    @Override
    public void end(TargetName target, Kind kind) {
        if (of(target).stream().anyMatch(decision -> decision.kind() == kind)) {
            database.write(t -> t.update("DELETE FROM decision WHERE target = ? AND kind = ?", target.value(),
                    kind.tag()));
        }
    }
}
