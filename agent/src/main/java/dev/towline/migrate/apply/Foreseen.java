package dev.towline.migrate.apply;

import dev.towline.migrate.lint.SourceFile;
import dev.towline.migrate.shadow.Sent;
import dev.towline.migrate.shadow.ShadowCopy;
import dev.towline.migrate.sql.Change;
import dev.towline.migrate.sql.Kind;
import dev.towline.migrate.sql.Name;
import dev.towline.migrate.sql.Place;
import dev.towline.migrate.sql.Script;
import dev.towline.migrate.sql.Statement;
import dev.towline.migrate.sql.Trait;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the rows that are there are known to refuse: values twice that are to be unique, NULL that is to be none, rows against a check or
 * a foreign key. The shadow, on which everything has been tried, knows the question; the real database has the rows.
 */
final class Foreseen {
    private static final String TWICE = """
            SELECT format('SELECT count(*) FROM (SELECT FROM %s WHERE %s%s GROUP BY %s HAVING count(*) > 1) twice',
              i.indrelid::regclass, string_agg(format('(%s) IS NOT NULL', pg_get_indexdef(i.indexrelid, k, true)), ' AND '),
              ' AND (' || pg_get_expr(i.indpred, i.indrelid) || ')', string_agg(pg_get_indexdef(i.indexrelid, k, true), ', '))
            FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid, generate_series(1, i.indnkeyatts) k
            WHERE i.indisunique AND i.indrelid = to_regclass(?) AND c.relname = ? GROUP BY i.indexrelid""";
    private static final String AGAINST_CHECK = """
            SELECT format('SELECT count(*) FROM %s WHERE NOT (%s)', conrelid::regclass, pg_get_expr(conbin, conrelid))
            FROM pg_constraint WHERE contype = 'c' AND convalidated AND conrelid = to_regclass(?) AND conname = ?""";
    private static final String AGAINST_KEY = """
            SELECT format('SELECT count(*) FROM %s f WHERE %s AND NOT EXISTS (SELECT FROM %s r WHERE %s)', k.conrelid::regclass,
              string_agg(format('f.%I IS NOT NULL', a.attname), ' AND '), k.confrelid::regclass,
              string_agg(format('r.%I = f.%I', b.attname, a.attname), ' AND '))
            FROM pg_constraint k, unnest(k.conkey, k.confkey) AS part (own, other)
            JOIN pg_attribute a ON a.attnum = part.own JOIN pg_attribute b ON b.attnum = part.other
            WHERE a.attrelid = k.conrelid AND b.attrelid = k.confrelid AND k.contype = 'f' AND k.convalidated
            AND k.conrelid = to_regclass(?) AND k.conname = ? GROUP BY k.oid""";
    private static final String EMPTY = """
            SELECT format('SELECT count(*) FROM %s WHERE %I IS NULL', attrelid::regclass, attname)
            FROM pg_attribute WHERE attrelid = to_regclass(?) AND attname = ? AND attnotnull""";
    private static final String MEND = "mend the rows first, in a release before this one or in a statement above it";
    private final Session session;
    private final ShadowCopy shadow;
    /** Tables whose rows or names statements before have changed: what is there now says nothing of them. */
    private final Set<String> changed = new HashSet<>();
    private final Set<String> asked = new HashSet<>();
    private final List<Refusal> found = new ArrayList<>();
    private boolean anything;

    private Foreseen(Session session, ShadowCopy shadow) {
        this.session = session;
        this.shadow = shadow;
    }

    /**
     * What will fail, file by file.
     *
     * @param shadow on which all of them have run
     * @param order in which they run
     */
    static List<Refusal> of(Session session, ShadowCopy shadow, List<SourceFile> order) throws SQLException {
        Foreseen foreseen = new Foreseen(session, shadow);
        for (SourceFile file : order) {
            for (Statement statement : Script.of(file.text()).statements()) {
                for (Change change : statement.changes()) {
                    foreseen.look(file, change);
                    foreseen.learn(change);
                }
            }
        }
        return List.copyOf(foreseen.found);
    }

    private void learn(Change change) {
        Name table = change.table();
        if (table != null && change.is(Kind.INSERT, Kind.UPDATE, Kind.DELETE, Kind.MERGE, Kind.COPY, Kind.TRUNCATE,
                Kind.CREATE_TABLE, Kind.DROP_TABLE, Kind.RENAME_TABLE, Kind.RENAME_COLUMN, Kind.ALTER_TYPE)) {
            changed.add(table.key());
        }
        anything |= change.is(Kind.DO, Kind.CALL, Kind.OPAQUE, Kind.UNKNOWN)
                || change.is(Kind.SELECT) && change.sql().contains("(")
                || change.is(Kind.SET) && "search_path".equals(change.name());
    }

    private void look(SourceFile file, Change change) throws SQLException {
        Name table = change.table();
        if (table == null || anything || changed.contains(table.key())) {
            return;
        }
        String name = change.name();
        switch (change.kind()) {
            case ADD_UNIQUE, CREATE_INDEX, ADD_PRIMARY_KEY -> {
                boolean unique = !change.is(Kind.CREATE_INDEX) || change.has(Trait.UNIQUE);
                if (unique && !change.has(Trait.USING_INDEX)) {
                    ask(TWICE, table, name).ifPresent(n -> refuse(file, change, "duplicates", n
                            + " value(s)" + of(change) + " are there more than once in " + table));
                }
                for (String column : change.is(Kind.ADD_PRIMARY_KEY) ? change.columns() : List.<String>of()) {
                    empty(file, change, table, Name.of(column).name());
                }
            }
            case SET_NOT_NULL -> empty(file, change, table, change.column());
            case ADD_CHECK, ADD_FOREIGN_KEY, VALIDATE_CONSTRAINT, ADD_NOT_NULL_CONSTRAINT -> {
                ask(AGAINST_CHECK, table, name).ifPresent(n -> refuse(file, change, "wrong-rows",
                        n + " row(s) of " + table + " are against the check " + name));
                Name other = change.refers();
                if (other == null || !changed.contains(other.key())) {
                    ask(AGAINST_KEY, table, name).ifPresent(n -> refuse(file, change, "wrong-rows",
                            n + " row(s) of " + table + " refer to what is not there (" + name + ")"));
                }
            }
            default -> {
            }
        }
    }

    private static String of(Change change) {
        return change.columns().isEmpty() ? "" : " of (" + String.join(", ", change.columns()) + ")";
    }

    private void empty(SourceFile file, Change change, Name table, @Nullable String column) throws SQLException {
        ask(EMPTY, table, column).ifPresent(n -> refuse(file, change, "wrong-rows",
                n + " row(s) of " + table + " have NULL in " + column));
    }

    private void refuse(SourceFile file, Change change, String rule, String why) {
        found.add(Refusal.ofFile(file.path(), Place.of(file.text(), change.offset()).line(), rule, change.sql(), why,
                MEND));
    }

    /** How many, where there are any. */
    private OptionalLong ask(String question, Name table, @Nullable String name) throws SQLException {
        String of = (table.schema() == null ? "" : quoted(table.schema()) + ".") + quoted(table.name());
        if (name == null || !asked.add(question + of + "/" + name)) {
            return OptionalLong.empty();
        }
        Optional<String> query = shadow.look(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(question)) {
                statement.setString(1, of);
                statement.setString(2, name);
                try (ResultSet rows = statement.executeQuery()) {
                    return rows.next() ? Optional.ofNullable(rows.getString(1)) : Optional.empty();
                }
            }
        });
        return query.isPresent() ? count(query.get()) : OptionalLong.empty();
    }

    private static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    /** What the real database does not have yet has no rows; where it takes too long nothing is foreseen. */
    private OptionalLong count(String query) throws SQLException {
        session.execute("BEGIN READ ONLY");
        try (java.sql.Statement statement = session.connection().createStatement()) {
            statement.setEscapeProcessing(false);
            try (ResultSet rows = statement.executeQuery(query + " " + Sent.OURS)) {
                return rows.next() && rows.getLong(1) > 0 ? OptionalLong.of(rows.getLong(1)) : OptionalLong.empty();
            }
        } catch (SQLException e) {
            if (Session.away(e)) {
                throw e;
            }
            return OptionalLong.empty();
        } finally {
            session.execute("ROLLBACK");
        }
    }
}
