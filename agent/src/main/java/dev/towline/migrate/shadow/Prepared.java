package dev.towline.migrate.shadow;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The traffic witness: what running code has sent, prepared and planned before a change and after it, since only the planner looks for
 * what ON CONFLICT needs. Only what has changed counts: what did not prepare before, for want of a parameter's type for instance, is
 * asked no more.
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
    private static final int AT_ONCE = 100;
    private final Connection connection;
    private final List<Sent> works;
    /** What was left out already, and so is nothing new. */
    private final Set<String> known = new HashSet<>();
    /** Those of them that the server plans as well; a parameter of a domain may not take the NULL that stands for it. */
    private final Set<Sent> plans = new HashSet<>();
    private final boolean plansGenerally;
    private int names;

    private Prepared(Connection connection, List<Sent> works) throws SQLException {
        this.connection = connection;
        this.works = works;
        this.plansGenerally = connection.getMetaData().getDatabaseMajorVersion() >= 16;
    }

    /** Tries every statement, outside of a transaction. */
    public static Prepared before(Connection connection, List<Sent> sent) throws SQLException {
        Prepared prepared = new Prepared(connection, new ArrayList<>(sent));
        Set<Sent> fail = prepared.failing().keySet();
        prepared.works.removeIf(fail::contains);
        prepared.plans.addAll(prepared.works);
        prepared.plans.removeAll(prepared.failing().keySet());
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
        failing().forEach((one, why) -> broken.add(new Broken(one, null, why)));
        works.removeAll(broken.stream().map(Broken::sent).toList());
        return broken;
    }

    private Map<Sent, String> failing() throws SQLException {
        Map<Sent, String> failing = new LinkedHashMap<>();
        for (List<Sent> some : atOnce()) {
            if (fails(some).isPresent()) {
                for (Sent one : some) {
                    fails(List.of(one)).ifPresent(why -> failing.put(one, why));
                }
            }
        }
        return failing;
    }

    /** The first that would not work any more, inside of the transaction that makes the change; one is the end of it. */
    public Optional<Broken> first() throws SQLException {
        List<Broken> unfilled = unfilled();
        if (!unfilled.isEmpty()) {
            return Optional.of(unfilled.getFirst());
        }
        for (List<Sent> some : atOnce()) {
            send("SAVEPOINT towline_witness");
            boolean all = fails(some).isEmpty();
            // Also what was set for planning.
            send("ROLLBACK TO SAVEPOINT towline_witness");
            if (!all) {
                for (Sent one : some) {
                    Optional<String> why = fails(List.of(one));
                    if (why.isPresent()) {
                        return why.map(said -> new Broken(one, null, said));
                    }
                }
                send("ROLLBACK TO SAVEPOINT towline_witness");
            }
            send("RELEASE SAVEPOINT towline_witness");
        }
        return Optional.empty();
    }

    /** As many as go in one message: a lock may be held while they are asked. */
    private List<List<Sent>> atOnce() {
        List<List<Sent>> all = new ArrayList<>();
        for (int i = 0; i < works.size(); i += AT_ONCE) {
            all.add(List.copyOf(works.subList(i, Math.min(works.size(), i + AT_ONCE))));
        }
        return all;
    }

    /** Why the server does not prepare one of these, or does not plan it any more; or nothing. */
    private Optional<String> fails(List<Sent> some) throws SQLException {
        StringBuilder sql = new StringBuilder("SELECT set_config('plan_cache_mode', 'force_generic_plan', true);");
        some.forEach(one -> sql.append(question(one)));
        try {
            send(sql.toString());
            return Optional.empty();
        } catch (SQLException e) {
            String state = String.valueOf(e.getSQLState());
            if (PASSING.stream().anyMatch(state::startsWith)) {
                throw e;
            }
            return Optional.of(Shadow.said(e));
        }
    }

    /** One that fails leaves its name behind, so that each has another. */
    private String question(Sent one) {
        // The end on a line of its own, since the text may end in a comment.
        String text = one.text().strip().replaceFirst(";$", "") + "\n;";
        if (plans.contains(one) && plansGenerally) {
            return "EXPLAIN (GENERIC_PLAN) " + text;
        }
        String name = "towline_witness_" + ++names;
        String values = String.join(", ", Collections.nCopies(one.parameters(), "NULL"));
        String plan = plans.contains(one)
                ? "EXPLAIN EXECUTE " + name + (values.isEmpty() ? "" : "(" + values + ")") + ";"
                : "";
        return "PREPARE " + name + " AS " + text + plan + "DEALLOCATE " + name + ";";
    }

    private void send(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            statement.execute(sql);
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
