package dev.towline.history.sqlite;

import dev.towline.desired.TargetName;
import dev.towline.history.Pair;
import dev.towline.history.Targets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** One row a target. Nothing is written that is already so. */
final class SqliteTargets implements Targets {
    private final Database database;

    SqliteTargets(Database database) {
        this.database = database;
    }

    @Override
    public Optional<Pair> lastGood(TargetName target) {
        return database.first(SqliteTargets::pair, """
                SELECT good_config, good_settings, good_app, good_release FROM target
                WHERE name = ? AND good_config IS NOT NULL""", target.value());
    }

    private static Pair pair(ResultSet row) throws SQLException {
        return new Pair(row.getString(1), row.getString(2), row.getString(3), row.getString(4));
    }

    @Override
    public void lastGood(TargetName target, Pair pair) {
        if (!lastGood(target).equals(Optional.of(pair))) {
            set(target, "good_config = ?, good_settings = ?, good_app = ?, good_release = ?", pair.config(),
                    pair.settings(), pair.app(), pair.release());
        }
    }

    @Override
    public Optional<Pinned> pinned(TargetName target) {
        return database.first(
                r -> new Pinned(r.getString(1), r.getString(2), r.getString(3), r.getString(4), r.getString(5),
                        r.getString(6)),
                """
                        SELECT pin_release, pin_config, pin_app, pin_while_config, pin_while_app, pin_by FROM target
                        WHERE name = ? AND pin_release IS NOT NULL""", target.value());
    }

    @Override
    public void pin(TargetName target, Pinned pinned) {
        if (!pinned(target).equals(Optional.of(pinned))) {
            set(target,
                    "pin_release = ?, pin_config = ?, pin_app = ?, pin_while_config = ?, pin_while_app = ?, pin_by = ?",
                    pinned.release(), pinned.config(), pinned.app(), pinned.whileConfig(), pinned.whileApp(),
                    pinned.by());
        }
    }

    @Override
    public void unpin(TargetName target) {
        if (pinned(target).isPresent()) {
            set(target,
                    "pin_release = NULL, pin_config = NULL, pin_app = NULL, pin_while_config = NULL, pin_while_app = NULL, pin_by = NULL");
        }
    }

    @Override
    public boolean suspended(TargetName target) {
        return !database.list(r -> r.getInt(1), "SELECT 1 FROM target WHERE name = ? AND suspended = 1",
                target.value()).isEmpty();
    }

    @Override
    public void suspend(TargetName target, boolean suspended) {
        if (suspended(target) != suspended) {
            set(target, "suspended = ?", suspended ? 1 : 0);
        }
    }

    @Override
    public Optional<String> approved(TargetName target) {
        return database.first(r -> r.getString(1),
                "SELECT approved FROM target WHERE name = ? AND approved IS NOT NULL", target.value());
    }

    @Override
    public void approve(TargetName target, String plan) {
        if (!approved(target).equals(Optional.of(plan))) {
            set(target, "approved = ?", plan);
        }
    }

    @Override
    public void unapprove(TargetName target) {
        if (approved(target).isPresent()) {
            set(target, "approved = NULL");
        }
    }

    @Override
    public List<String> waiting(TargetName target) {
        return database.list(r -> r.getString(1),
                "SELECT statement FROM waiting WHERE target = ? ORDER BY position", target.value());
    }

    @Override
    public void waiting(TargetName target, List<String> statements) {
        if (waiting(target).equals(statements)) {
            return;
        }
        database.write(t -> {
            int rows = t.update("DELETE FROM waiting WHERE target = ?", target.value());
            for (int position = 0; position < statements.size(); position++) {
                rows += t.update("INSERT INTO waiting (target, position, statement) VALUES (?, ?, ?)", target.value(),
                        position, statements.get(position));
            }
            return rows;
        });
    }

    @Override
    public Set<TargetName> known() {
        return new TreeSet<>(database.list(r -> new TargetName(r.getString(1)), "SELECT name FROM target"));
    }

    @Override
    public void forget(TargetName target) {
        database.write(t -> t.update("DELETE FROM target WHERE name = ?", target.value())
                + t.update("DELETE FROM waiting WHERE target = ?", target.value())
                + t.update("DELETE FROM quarantine WHERE target = ?", target.value()));
    }

    /** The assignments are this class's own text; what comes from outside is bound. */
    private void set(TargetName target, String assignments, @Nullable Object... values) {
        @Nullable
        Object[] arguments = new Object[values.length + 1];
        System.arraycopy(values, 0, arguments, 0, values.length);
        arguments[values.length] = target.value();
        database.write(t -> t.update("INSERT INTO target (name) VALUES (?) ON CONFLICT DO NOTHING", target.value())
                + t.update("UPDATE target SET " + assignments + " WHERE name = ?", arguments));
    }
}
