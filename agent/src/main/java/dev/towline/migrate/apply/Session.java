package dev.towline.migrate.apply;

import dev.towline.host.Pause;
import dev.towline.budget.Budget;
import dev.towline.migrate.apply.Failure.Code;
import dev.towline.migrate.shadow.Sent;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** A database session that neither waits nor runs for ever, that knows who is in its way, and that is the only one to migrate. */
final class Session implements AutoCloseable {
    private static final Set<String> IN_THE_WAY = Set.of("55P03", "40P01");
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);
    private static final String HOLDER = """
            SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted AND objsubid = 1
            AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
            AND ((classid::bigint << 32) | objid::bigint) = """;
    private final Link link;
    private final Connection connection;
    private final Budgets budgets;
    private final Pause pause;
    private final Consumer<String> say;
    private long key;

    /** How a connection is made. */
    @FunctionalInterface
    public interface Link {
        Connection open() throws SQLException;
    }

    /** What is done between two looks at the clock. */
    @FunctionalInterface
    interface Doing {
        void run() throws SQLException;
    }

    Session(Link link, Budgets budgets, Pause pause, Consumer<String> say) throws SQLException {
        this.link = link;
        this.connection = link.open();
        this.budgets = budgets;
        this.pause = pause;
        this.say = say;
        fresh();
    }

    /** As at the beginning: what a file has set is forgotten. */
    void fresh() throws SQLException {
        execute("RESET ROLE; RESET SESSION AUTHORIZATION; RESET ALL");
        budget(budgets.statement());
    }

    /** What is about to run stops no writer, or may again. */
    void unhurried(boolean yes) throws SQLException {
        budget(yes ? budgets.unhurried() : budgets.statement());
    }

    private void budget(Duration statement) throws SQLException {
        execute("SET lock_timeout = " + budgets.lock().toMillis());
        execute("SET statement_timeout = " + statement.toMillis());
        verify();
    }

    /**
     * Before each statement of a file: it may have set limits of its own, but not none, and not one that protects nobody. What it has
     * taken away is set again.
     */
    void limited() throws SQLException {
        if (loose("lock_timeout", longer(Budget.MIGRATION_LONGEST_LOCK_WAIT.duration(), budgets.lock()))) {
            execute("SET lock_timeout = " + budgets.lock().toMillis());
        }
        if (loose("statement_timeout", longer(Budget.MIGRATION_LONGEST_STATEMENT.duration(), budgets.unhurried()))) {
            execute("SET statement_timeout = " + budgets.statement().toMillis());
        }
    }

    private boolean loose(String name, Duration longest) throws SQLException {
        return text("SELECT 1 FROM pg_catalog.pg_settings WHERE name = ? AND setting::bigint NOT BETWEEN 1 AND "
                + longest.toMillis(), name) != null;
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    private void verify() throws SQLException {
        String unset = text(
                "SELECT string_agg(name, ' and ') FROM pg_settings WHERE name IN ('lock_timeout', 'statement_timeout')"
                        + " AND setting::bigint = 0");
        if (unset != null) {
            throw Failure.of(Code.DATABASE, unset
                    + " is zero on this session although it was set: nothing runs without it (a pooler in between?)");
        }
    }

    /** Polls: a waiter that blocks would deadlock with CREATE INDEX CONCURRENTLY. The lock is the one of every engine. */
    void acquire() throws SQLException {
        key = key(String.valueOf(text("SELECT current_database()")));
        long until = System.nanoTime() + budgets.turn().toNanos();
        boolean told = false;
        while (!"t".equals(text("SELECT pg_try_advisory_lock(" + key + ")"))) {
            String holder = "pid " + text(HOLDER + key + " LIMIT 1");
            if (System.nanoTime() > until) {
                throw Failure.of(Code.LOCKED_OUT, "another agent has held the migration lock for "
                        + budgets.turn().toSeconds() + " s (" + holder + ")");
            }
            if (!told) {
                say.accept("another agent migrates this database (" + holder + "); waiting for it");
                told = true;
            }
            sleep(jittered(POLL));
        }
    }

    /** A file may have given it back, by DISCARD ALL for instance. */
    void stillAlone() throws SQLException {
        if (text(HOLDER + key + " AND pid = pg_backend_pid() LIMIT 1") == null) {
            throw Failure.of(Code.DATABASE, "the migration lock is lost, and nothing runs without it;"
                    + " a file has released it (DISCARD ALL?), or a pooler stands in between");
        }
    }

    /** Who migrates this database now. */
    Optional<String> holder() throws SQLException {
        return Optional.ofNullable(
                text(HOLDER + key(String.valueOf(text("SELECT current_database()"))) + " LIMIT 1"));
    }

    private static long key(String database) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest(("towline migrations " + database).getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.wrap(digest).getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Whether the server, and not the statement, is to blame: it is away, going down, or full. */
    static boolean away(SQLException e) {
        String state = String.valueOf(e.getSQLState());
        return state.startsWith("08") || state.startsWith("57P") || state.startsWith("53") || state.startsWith("58");
    }

    /** In one transaction, which is undone where it fails. */
    void together(Doing doing) throws SQLException {
        stillAlone();
        execute("BEGIN");
        try {
            doing.run();
            execute("COMMIT");
        } catch (SQLException | RuntimeException e) {
            undo(e);
            throw e;
        }
    }

    private void undo(Exception why) {
        try {
            execute("ROLLBACK");
        } catch (SQLException lost) {
            why.addSuppressed(lost);
        }
    }

    /** Again after a lock timeout, with pauses that grow; outside of any transaction. */
    void retrying(String what, Doing doing) throws SQLException {
        int pid = Integer.parseInt(text("SELECT pg_backend_pid()"));
        Duration wait = FIRST_PAUSE;
        for (int attempt = 1;; attempt++) {
            List<Blocker> blockers;
            try (Blockers watch = new Blockers(link, pid)) {
                try {
                    doing.run();
                    return;
                } catch (SQLException e) {
                    if (!IN_THE_WAY.contains(String.valueOf(e.getSQLState()))) {
                        throw e;
                    }
                    blockers = watch.seen();
                }
            }
            String named = blockers.isEmpty()
                    ? "who held it was gone already"
                    : blockers.stream().map(Blocker::toString).collect(Collectors.joining("; "));
            String told = what + ": no lock within " + budgets.lock().toMillis() + " ms";
            if (attempt == budgets.attempts()) {
                throw new Failure(Code.LOCK_TIMEOUT, told + " in " + attempt + " attempts; in the way: " + named,
                        blockers);
            }
            say.accept(told + " (attempt " + attempt + " of " + budgets.attempts() + "); in the way: " + named);
            sleep(jittered(wait));
            wait = wait.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? wait.multipliedBy(2) : LONGEST_PAUSE;
        }
    }

    private Duration jittered(Duration wait) throws SQLException {
        return Duration.ofMillis((long) (wait.toMillis() * (0.5 + Double.parseDouble(text("SELECT random()")))));
    }

    private void sleep(Duration wait) {
        try {
            pause.sleep(wait);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Failure.of(Code.DATABASE, "stopped while waiting");
        }
    }

    void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            statement.execute(sql);
        }
    }

    /** How many rows it has changed. */
    long update(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            return statement.executeLargeUpdate(sql);
        }
    }

    /** Lets others work for as long as that. */
    void rest(Duration wait) {
        sleep(wait);
    }

    /** The first value of the first row, or null. */
    @org.jspecify.annotations.Nullable
    String text(String sql, String... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql + " " + Sent.OURS)) {
            for (int i = 0; i < values.length; i++) {
                statement.setString(i + 1, values[i]);
            }
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() ? rows.getString(1) : null;
            }
        }
    }

    Connection connection() {
        return connection;
    }

    void say(String line) {
        say.accept(line);
    }

    /** The end of the session releases the lock. */
    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
