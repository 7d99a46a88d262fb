package dev.towline.history.sqlite;

import dev.towline.desired.TargetName;
import dev.towline.history.Inventory;
import dev.towline.history.Owned;
import dev.towline.host.Ownership;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What is ours; only what differs is written. */
final class SqliteInventory implements Inventory {
    private static final String SELECT = "SELECT target, kind, name, digest, original, original_owner, original_group,"
            + " original_mode, after FROM owned";
    private static final String PUT = """
            INSERT INTO owned (target, kind, name, digest, original, original_owner, original_group, original_mode,
                after)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT DO UPDATE SET digest = excluded.digest, original = excluded.original,
                original_owner = excluded.original_owner, original_group = excluded.original_group,
                original_mode = excluded.original_mode, after = excluded.after""";

    private final Database database;
    private final FreshContent fresh;

    SqliteInventory(Database database, FreshContent fresh) {
        this.database = database;
        this.fresh = fresh;
    }

    @Override
    public List<Owned> of(TargetName target) {
        return database.list(SqliteInventory::read, SELECT + " WHERE target = ? ORDER BY kind, name", target.value());
    }

    @Override
    public List<Owned> all() {
        return database.list(SqliteInventory::read, SELECT + " ORDER BY target, kind, name");
    }

    private static Owned read(ResultSet row) throws SQLException {
        String owner = row.getString(6);
        return new Owned(new TargetName(row.getString(1)), Owned.Kind.valueOf(row.getString(2)), row.getString(3),
                row.getString(4), row.getString(5),
                owner == null ? null : new Ownership(owner, row.getString(7), row.getInt(8)),
                AfterText.read(row.getString(9)));
    }

    @Override
    public Set<TargetName> owners() {
        return new TreeSet<>(
                database.list(r -> new TargetName(r.getString(1)), "SELECT DISTINCT target FROM owned"));
    }

    @Override
    public void replace(TargetName target, Collection<Owned> owned) {
        InventoryChange change = InventoryChange.between(of(target), target, owned);
        if (change.isEmpty()) {
            return;
        }
        database.write(t -> {
            for (Owned gone : change.gone()) {
                t.update("DELETE FROM owned WHERE target = ? AND kind = ? AND name = ?", target.value(),
                        gone.kind().name(), gone.name());
            }
            for (Owned changed : change.put()) {
                put(t, changed);
            }
            return change.put().size();
        });
        change.put().stream().map(Owned::original).filter(java.util.Objects::nonNull).forEach(fresh::named);
    }

    private static void put(Database.Transaction transaction, Owned owned) throws SQLException {
        String original = owned.original();
        if (original != null
                && transaction.list(r -> r.getInt(1), "SELECT 1 FROM kept WHERE reference = ?", original).isEmpty()) {
            throw new IllegalStateException("the original of " + owned.name() + " is not kept as " + original);
        }
        Ownership before = owned.originalOwnership();
        transaction.update(PUT, owned.target().value(), owned.kind().name(), owned.name(), owned.digest(), original,
                before == null ? null : before.owner(), before == null ? null : before.group(),
                before == null ? null : before.mode(), AfterText.write(owned.after()));
    }
}
