package dev.towline.migrate.apply;

import dev.towline.migrate.apply.Failure.Code;
import dev.towline.migrate.sql.Change;
import dev.towline.migrate.sql.Kind;
import dev.towline.migrate.sql.Name;
import dev.towline.migrate.sql.Statement;
import dev.towline.migrate.sql.Trait;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a cut CONCURRENTLY leaves: an index that is not valid, one that is half dropped, a partition that is half detached. */
final class Leftovers {
    private static final String INDEX = """
            SELECT i.indisvalid::text FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
            JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relname = ? AND (n.nspname = nullif(?, '') OR nullif(?, '') IS NULL)
            AND (nullif(?, '') IS NULL OR i.indrelid = to_regclass(?))""";
    private static final String REBUILT = """
            SELECT format('%I.%I', n.nspname, c.relname) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
            JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE NOT i.indisvalid AND c.relname ~ '_cc(new|old)[0-9]*$' AND pg_has_role(c.relowner, 'USAGE')""";
    private static final String HALF_DETACHED = """
            SELECT format('ALTER TABLE %s DETACH PARTITION %s FINALIZE', inhparent::regclass, inhrelid::regclass)
            FROM pg_inherits WHERE inhdetachpending AND inhparent = to_regclass(?)""";
    private final Session session;
    private final List<Change> changes;

    Leftovers(Session session, Statement statement) {
        this.session = session;
        this.changes = statement.changes();
    }

    /** Whether one that was begun in another life has come to its end. */
    boolean finished() throws SQLException {
        boolean done = !changes.isEmpty();
        for (Change change : changes) {
            done &= switch (change.kind()) {
                case CREATE_INDEX -> "true".equals(valid(change));
                case DROP_INDEX -> valid(change) == null;
                case DETACH_PARTITION -> finalized(change);
                default -> false;
            };
        }
        return done;
    }

    /** Takes away what is not valid, so that the statement can begin anew. */
    void clear() throws SQLException {
        for (Change change : changes) {
            if (change.is(Kind.CREATE_INDEX) && "false".equals(valid(change))) {
                session.say("dropping the index " + change.name() + ", which a cut build has left not valid");
                session.execute("DROP INDEX CONCURRENTLY IF EXISTS " + index(change));
            }
            if (change.is(Kind.REINDEX)) {
                for (String name : rebuilt()) {
                    session.say("dropping the index " + name + ", which a cut REINDEX has left not valid");
                    session.execute("DROP INDEX CONCURRENTLY IF EXISTS " + name);
                }
            }
        }
    }

    /** Success is what the catalog says. */
    void check() throws SQLException {
        for (Change change : changes) {
            if (change.is(Kind.CREATE_INDEX) && change.has(Trait.CONCURRENTLY) && !"true".equals(valid(change))) {
                throw Failure.of(Code.FAILED, "the index " + change.name()
                        + " is not valid after it was built; duplicates in a unique one? It is built anew next time");
            }
        }
    }

    private List<String> rebuilt() throws SQLException {
        List<String> names = new ArrayList<>();
        try (var statement = session.connection().createStatement();
                ResultSet rows = statement.executeQuery(REBUILT)) {
            while (rows.next()) {
                names.add(rows.getString(1));
            }
        }
        return names;
    }

    private boolean finalized(Change change) throws SQLException {
        String finish = session.text(HALF_DETACHED, quoted(change.table()));
        if (finish == null) {
            return false;
        }
        session.unhurried(true);
        session.execute(finish);
        session.unhurried(false);
        return true;
    }

    /** "true", "false", or null where there is none. */
    @Nullable
    private String valid(Change change) throws SQLException {
        boolean made = change.is(Kind.CREATE_INDEX);
        Name table = change.table();
        Name index = name(change);
        String schema = index.schema() == null ? "" : index.schema();
        String on = made ? quoted(table) : "";
        return session.text(INDEX, index.name(), schema, schema, on, on);
    }

    private static String index(Change change) {
        Name name = name(change);
        Name table = change.table();
        return quoted(new Name(table == null ? null : table.schema(), name.name()));
    }

    private static Name name(Change change) {
        String name = change.name();
        Name table = change.table();
        return name != null ? new Name(null, name) : table == null ? new Name(null, "") : table;
    }

    private static String quoted(@Nullable Name name) {
        if (name == null) {
            return "";
        }
        String last = "\"" + name.name().replace("\"", "\"\"") + "\"";
        return name.schema() == null ? last : "\"" + name.schema().replace("\"", "\"\"") + "\"." + last;
    }
}
