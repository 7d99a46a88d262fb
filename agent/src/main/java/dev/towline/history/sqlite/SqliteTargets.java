package dev.towline.history.sqlite;

import dev.towline.desired.TargetName;
import dev.towline.history.Pair;
import dev.towline.history.Targets;
import dev.towline.history.Unfinished;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
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
    public Set<Unfinished> unfinished(TargetName target) {
        Set<String> tags = new TreeSet<>(
                database.list(r -> r.getString(1), "SELECT work FROM unfinished WHERE target = ?", target.value()));
        return EnumSet.allOf(Unfinished.class).stream().filter(work -> tags.contains(work.tag()))
                .collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public void unfinished(TargetName target, Set<Unfinished> work) {
        if (unfinished(target).equals(work)) {
            return;
        }
        database.write(t -> {
            int rows = known(t, target) + t.update("DELETE FROM unfinished WHERE target = ?", target.value());
            for (Unfinished one : work) {
                rows += t.update("INSERT INTO unfinished (target, work) VALUES (?, ?)", target.value(), one.tag());
            }
            return rows;
        });
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
                + t.update("DELETE FROM unfinished WHERE target = ?", target.value())
                + t.update("DELETE FROM decision WHERE target = ?", target.value())
                + t.update("DELETE FROM quarantine WHERE target = ?", target.value()));
    }

    /** The assignments are this class's own text; what comes from outside is bound. */
    private void set(TargetName target, String assignments, @Nullable Object... values) {
        @Nullable
        Object[] arguments = new Object[values.length + 1];
        System.arraycopy(values, 0, arguments, 0, values.length);
        arguments[values.length] = target.value();
        database.write(
                t -> known(t, target) + t.update("UPDATE target SET " + assignments + " WHERE name = ?", arguments));
    }

    /** From now on the target is known. */
    static int known(Database.Transaction transaction, TargetName target) throws SQLException {
        return transaction.update("INSERT INTO target (name) VALUES (?) ON CONFLICT DO NOTHING", target.value());
    }
}
