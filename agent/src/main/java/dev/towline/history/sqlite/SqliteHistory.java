package dev.towline.history.sqlite;

import dev.towline.history.Decisions;
import dev.towline.history.Deployments;
import dev.towline.history.History;
import dev.towline.history.HistoryException;
import dev.towline.history.Inventory;
import dev.towline.history.Journal;
import dev.towline.history.Quarantine;
import dev.towline.history.Retention;
import dev.towline.history.Sources;
import dev.towline.history.Targets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;

/** The memory of one host in one SQLite file. */
public final class SqliteHistory implements History {
    private final Database database;
    private final SqliteJournal journal;
    private final SqliteDeployments deployments;
    private final SqliteInventory inventory;
    private final SqliteQuarantine quarantine;
    private final SqliteTargets targets;
    private final SqliteSources sources;
    private final SqliteDecisions decisions;

    private SqliteHistory(Database database, KeptFiles files, Retention retention) {
        this.database = database;
        FreshContent fresh = new FreshContent();
        this.journal = new SqliteJournal(database, files, fresh);
        this.deployments = new SqliteDeployments(database, retention);
        this.inventory = new SqliteInventory(database, fresh);
        this.quarantine = new SqliteQuarantine(database);
        this.targets = new SqliteTargets(database);
        this.sources = new SqliteSources(database);
        this.decisions = new SqliteDecisions(database);
    }

    /**
     * Opens the file, or makes it (mode 0600, a new folder 0700).
     *
     * @throws HistoryException DAMAGED, NEWER or UNAVAILABLE, with the remedy; never starts empty in the place of what was there
     */
    public static SqliteHistory open(Path file) {
        return open(file, Retention.STANDARD);
    }

    public static SqliteHistory open(Path file, Retention retention) {
        return open(file, retention, KeptFiles.Limits.STANDARD);
    }

    static SqliteHistory open(Path file, Retention retention, KeptFiles.Limits limits) {
        Path absolute = file.toAbsolutePath().normalize();
        Failures failures = new Failures(absolute);
        try {
            StateFile.prepare(absolute, beside -> connect(beside, failures).close());
            return new SqliteHistory(new Database(connect(absolute, failures), failures),
                    new KeptFiles(absolute.resolveSibling("kept"), limits), retention);
        } catch (SQLException e) {
            throw failures.of(e);
        }
    }

    static Connection connect(Path file, Failures failures) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout(10_000);
        config.enforceForeignKeys(true);
        config.setJournalMode(JournalMode.WAL);
        // FULL: in WAL mode NORMAL may lose the last commits at a power cut, and a step marked done must stay done.
        config.setSynchronous(SynchronousMode.FULL);
        Connection connection = config.createConnection("jdbc:sqlite:" + file);
        try {
            check(connection, failures);
            new Schema(file).upgrade(connection);
            return connection;
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    private static void check(Connection connection, Failures failures) throws SQLException {
        String found = Database.Transaction.list(connection, row -> row.getString(1), "PRAGMA quick_check(1)")
                .getFirst();
        if (!found.equals("ok")) {
            throw failures.damaged(found);
        }
    }

    @Override
    public Journal journal() {
        return journal;
    }

    @Override
    public Deployments deployments() {
        return deployments;
    }

    @Override
    public Inventory inventory() {
        return inventory;
    }

    @Override
    public Quarantine quarantine() {
        return quarantine;
    }

    @Override
    public Targets targets() {
        return targets;
    }

    @Override
    public Sources sources() {
        return sources;
    }

    @Override
    public Decisions decisions() {
        return decisions;
    }

    @Override
    public void close() {
        try (database) {
            deployments.flush();
        }
    }
}
