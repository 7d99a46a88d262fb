package dev.towline.migrate.shadow;

import dev.towline.migrate.lint.Witness.Seen;
import dev.towline.migrate.sql.Change;
import dev.towline.migrate.sql.Kind;
import dev.towline.migrate.sql.Trait;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * A database on which files are tried, one statement after the other. Nobody else is in it, so that what a statement has locked, read and
 * written anew is its own doing. What reaches beyond the database is not run.
 */
final class Shadow implements AutoCloseable {
    /** Something is not there, or is there already, or this user may not: that says more about the shadow than about the statement. */
    private static final Set<String> MISSING = Set.of("42P01", "42703", "42704", "42883", "3F000", "42P06", "42P07",
            "42701",
            "42710", "0A000", "58P01", "42501", "22023");
    private static final String MARK = "towline_step";

    private final Connection connection;
    private final Runnable drop;
    private final boolean superuser;
    private final boolean copy;
    private boolean untried;
    private Set<Long> old = Set.of();
    private boolean transaction;

    /** @param copy whether it is a copy of the real schema, so that what is missing here is missing there */
    private Shadow(Connection connection, Runnable drop, boolean superuser, boolean copy) {
        this.copy = copy;
        this.connection = connection;
        this.drop = drop;
        this.superuser = superuser;
    }

    static Shadow in(Connection connection, Runnable drop, boolean copy) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")) {
            boolean superuser = row.next() && row.getBoolean(1);
            Shadow shadow = new Shadow(connection, drop, superuser, copy);
            shadow.run("SET statement_timeout = '60s'; SET lock_timeout = '5s'");
            return shadow;
        }
    }

    /** What is there before the first file; SQL, for instance of pg_dump --schema-only. */
    void prepare(String schema) {
        try {
            run("RESET ROLE; RESET ALL");
            // psql's own commands (\restrict) are no SQL, a newer pg_dump sets what an older server does not know, and a dump empties
            // the search path of its session.
            run(schema.replaceAll("(?m)^(\\\\.*|SET transaction_timeout = 0;)$", ""));
            run("RESET ALL; SET statement_timeout = '60s'; SET lock_timeout = '5s'");
        } catch (SQLException e) {
            throw new ShadowFailure("the schema cannot be made on the shadow: " + said(e));
        }
    }

    /** What a file has set holds for itself only. */
    private void reset() {
        attempt("RESET ROLE; RESET ALL; RESET SESSION AUTHORIZATION; SET statement_timeout = '60s'; SET lock_timeout = '5s'");
    }

    <T> T look(ShadowCopy.Look<T> look) {
        reset();
        try {
            return look.at(connection);
        } catch (SQLException e) {
            throw new ShadowFailure("the shadow does not answer: " + said(e));
        }
    }

    Prepared prepared(List<Sent> sent) {
        return look(own -> Prepared.before(own, sent));
    }

    List<Broken> broken(Prepared prepared) {
        return look(own -> prepared.broken());
    }

    void begin(boolean inOne) {
        reset();
        try {
            old = Picture.take(connection).names().keySet();
        } catch (SQLException e) {
            throw new ShadowFailure("the shadow does not answer: " + said(e));
        }
        transaction = inOne;
        if (inOne) {
            attempt("BEGIN");
        }
    }

    void end() {
        if (transaction) {
            attempt("COMMIT");
            transaction = false;
        }
    }

    List<Seen> watch(dev.towline.migrate.sql.Statement statement) {
        List<Change> changes = statement.changes();
        if (changes.stream().anyMatch(c -> c.is(Kind.TRANSACTION))) {
            control(changes.getFirst());
            return List.of();
        }
        if (statement.flaw() != null || changes.stream().anyMatch(this::beyond)) {
            untried = true;
            return List.of(new Seen("shadow-untried", "it may reach beyond the shadow"));
        }
        return changes.stream().anyMatch(Shadow::alone) ? aside(statement) : inside(statement);
    }

    private void control(Change change) {
        boolean begins = change.has(Trait.BEGIN);
        boolean ends = change.has(Trait.COMMIT) || change.has(Trait.ROLLBACK);
        if (begins && !transaction || ends && transaction) {
            attempt(begins ? "BEGIN" : change.has(Trait.COMMIT) ? "COMMIT" : "ROLLBACK");
            transaction = begins;
        }
    }

    /** What is not this database's alone; for a superuser also what may do anything. */
    private boolean beyond(Change change) {
        boolean opaque = change.is(Kind.DO, Kind.CALL, Kind.SELECT, Kind.CREATE_FUNCTION, Kind.CREATE_TRIGGER);
        return change.is(Kind.ALTER_SYSTEM, Kind.ROLE, Kind.CREATE_DATABASE, Kind.DROP_DATABASE, Kind.COPY,
                Kind.UNKNOWN,
                Kind.OPAQUE, Kind.SET_TABLESPACE, Kind.DROP_OBJECT)
                || superuser && opaque && !change.is(Kind.CREATE_FUNCTION, Kind.CREATE_TRIGGER)
                        && (change.is(Kind.DO, Kind.CALL) || !change.columns().isEmpty());
    }

    private static boolean alone(Change change) {
        return change.has(Trait.CONCURRENTLY) && !change.is(Kind.REFRESH) || change.is(Kind.VACUUM);
    }

    /** Statements that want no transaction keep nobody waiting for long; only their failure tells something. */
    private List<Seen> aside(dev.towline.migrate.sql.Statement statement) {
        try {
            run(statement.text());
            return List.of();
        } catch (SQLException e) {
            return List.of(failed(e));
        }
    }

    private List<Seen> inside(dev.towline.migrate.sql.Statement statement) {
        boolean own = !transaction;
        try {
            run(own ? "BEGIN" : "SAVEPOINT " + MARK);
            Picture before = Picture.take(connection);
            List<Seen> seen = new ArrayList<>();
            try {
                run(statement.text());
                seen.addAll(difference(before, Picture.take(connection), statement.changes()));
                run(own ? "COMMIT" : "RELEASE SAVEPOINT " + MARK);
            } catch (SQLException e) {
                run(own ? "ROLLBACK" : "ROLLBACK TO SAVEPOINT " + MARK);
                seen.add(failed(e));
            }
            return seen;
        } catch (SQLException e) {
            throw new ShadowFailure("the shadow does not answer any more: " + said(e));
        }
    }

    private List<Seen> difference(Picture before, Picture after, List<Change> changes) {
        List<Seen> seen = new ArrayList<>();
        for (long table : old) {
            String name = before.names().getOrDefault(table, String.valueOf(table));
            if (after.rewritten(table, before)) {
                seen.add(new Seen("shadow-rewrite", name + " was written anew"));
            } else if (after.locked().contains(table) && after.scanned(table, before) && !referred(name, changes)) {
                seen.add(new Seen("shadow-scan", name + " was read from end to end under a lock"));
            }
        }
        return seen.stream().distinct().toList();
    }

    /** How a foreign key looks its rows up depends on their number, and here there are none. */
    private static boolean referred(String name, List<Change> changes) {
        return changes.stream().filter(c -> c.is(Kind.ADD_FOREIGN_KEY)).map(Change::refers).filter(Objects::nonNull)
                .anyMatch(refers -> name.replace("\"", "").endsWith(refers.name()))
                && changes.stream().map(Change::table).filter(Objects::nonNull)
                        .noneMatch(table -> name.replace("\"", "").endsWith(table.name()));
    }

    /** What is missing says more about the shadow than about the statement. */
    private Seen failed(SQLException e) {
        String said = said(e);
        boolean missing = MISSING.contains(String.valueOf(e.getSQLState()));
        return missing && (untried || !copy)
                ? new Seen("shadow-untried", said)
                : new Seen("shadow-failed", said);
    }

    static String said(SQLException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("no reason given").replaceFirst("^ERROR: ",
                "");
    }

    private void run(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            statement.execute(sql);
        }
    }

    private void attempt(String sql) {
        try {
            run(sql);
        } catch (SQLException e) {
            try {
                run("ROLLBACK");
            } catch (SQLException lost) {
                lost.addSuppressed(e);
                throw new ShadowFailure("the shadow does not answer any more: " + said(lost));
            }
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new ShadowFailure("the shadow cannot be left: " + said(e));
        } finally {
            drop.run();
        }
    }
}
