package dev.towline.migrate.shadow;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The traffic witness: what running code has sent, prepared before a change and after it. Only what has changed counts: what did not
 * prepare before, for want of a parameter's type for instance, is asked no more.
 */
public final class Prepared {
    /** The server, and not the statement: away, full, a lock, a timeout, a transaction that has failed already. */
    private static final Set<String> PASSING = Set.of("08", "25", "40", "53", "55", "57", "58", "XX");
    /** Columns in their order; a trigger whose text gives the column a value fills it. */
    private static final String COLUMNS = """
            SELECT a.attname, a.attnotnull AND NOT a.atthasdef AND a.attidentity = '' AND t.typdefault IS NULL AND NOT EXISTS (
              SELECT FROM pg_trigger g JOIN pg_proc p ON p.oid = g.tgfoid
              WHERE g.tgrelid = a.attrelid AND NOT g.tgisinternal AND g.tgenabled <> 'D' AND g.tgtype & 7 = 7
              AND (position(lower('new.' || a.attname) IN lower(p.prosrc)) > 0 OR position('new."' || lower(a.attname) IN lower(p.prosrc)) > 0))
            FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
            WHERE a.attrelid = to_regclass(?) AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum""";
    private final Connection connection;
    private final List<Sent> works;
    /** What was left out already, and so is nothing new. */
    private final Set<String> known;

    private Prepared(Connection connection, List<Sent> works, Set<String> known) {
        this.connection = connection;
        this.works = works;
        this.known = known;
    }

    /** Tries every statement, outside of a transaction. */
    public static Prepared before(Connection connection, List<Sent> sent) throws SQLException {
        List<Sent> works = new ArrayList<>();
        for (Sent one : sent) {
            if (fails(connection, one).isEmpty()) {
                works.add(one);
            }
        }
        Prepared prepared = new Prepared(connection, works, new HashSet<>());
        prepared.unfilled();
        return prepared;
    }

    /** How many worked before, and have not been told of since. */
    public int statements() {
        return works.size();
    }

    /** Those that do not work any more, outside of a transaction; each is told once. */
    public List<Broken> broken() throws SQLException {
        List<Broken> broken = new ArrayList<>(unfilled());
        for (Sent one : List.copyOf(works)) {
            fails(connection, one).ifPresent(why -> broken.add(new Broken(one, null, why)));
        }
        works.removeAll(broken.stream().map(Broken::sent).toList());
        return broken;
    }

    /** The first that would not work any more, inside of the transaction that makes the change; one is the end of it. */
    public Optional<Broken> first() throws SQLException {
        List<Broken> unfilled = unfilled();
        if (!unfilled.isEmpty()) {
            return Optional.of(unfilled.getFirst());
        }
        for (Sent one : works) {
            Optional<String> why = fails(connection, one);
            if (why.isPresent()) {
                return why.map(said -> new Broken(one, null, said));
            }
        }
        return Optional.empty();
    }

    /** Why the server does not prepare it, or nothing. */
    private static Optional<String> fails(Connection connection, Sent one) throws SQLException {
        String text = one.text().strip().replaceFirst(";$", "");
        try (Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            // On a line of its own, since the text may end in a comment.
            statement.execute("PREPARE towline_witness AS " + text + "\n; DEALLOCATE towline_witness");
            return Optional.empty();
        } catch (SQLException e) {
            String state = String.valueOf(e.getSQLState());
            if (PASSING.stream().anyMatch(state::startsWith)) {
                throw e;
            }
            return Optional.of(Shadow.said(e));
        }
    }

    /** PREPARE does not see that an INSERT leaves out a column that must have a value. */
    private List<Broken> unfilled() throws SQLException {
        List<Broken> broken = new ArrayList<>();
        Map<String, List<String>> tables = new HashMap<>();
        for (Sent one : works) {
            Optional<Sent.Filled> fills = one.fills();
            if (fills.isEmpty()) {
                continue;
            }
            Sent.Filled filled = fills.get();
            if (!tables.containsKey(filled.table())) {
                tables.put(filled.table(), columns(filled.table()));
            }
            List<String> columns = tables.getOrDefault(filled.table(), List.of());
            for (int i = filled.leading(); i < columns.size(); i++) {
                String column = columns.get(i);
                if (!column.isEmpty() && !filled.columns().contains(column) && known.add(column + " " + one.text())) {
                    broken.add(new Broken(one, column, ""));
                }
            }
        }
        return broken;
    }

    /** The names of those that want a value, in the places of the table's columns; the others are empty. */
    private List<String> columns(String table) throws SQLException {
        List<String> columns = new ArrayList<>();
        try (PreparedStatement ask = connection.prepareStatement(COLUMNS)) {
            ask.setString(1, table);
            try (ResultSet rows = ask.executeQuery()) {
                while (rows.next()) {
                    columns.add(rows.getBoolean(2) ? rows.getString(1) : "");
                }
            }
        }
        return columns;
    }
}
