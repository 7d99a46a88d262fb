package dev.towline.health;

import dev.towline.host.HostFiles;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.sqlite.ProgressHandler;
import org.sqlite.SQLiteConfig;

/** Runs the query in a read-only transaction that is rolled back. */
final class SqlProbe {
    private static final int STEPS = 10_000;

    private final HostFiles files;
    private final @Nullable SqliteProcess sqlite;

    /** @param sqlite who asks a SQLite file; null to do it here */
    SqlProbe(HostFiles files, @Nullable SqliteProcess sqlite) {
        this.files = files;
        this.sqlite = sqlite;
    }

    void probe(HealthCheck.Sql check) throws Exception {
        SqlAddress address = SqlAddress.parse(check.url());
        if (address.sqlite()) {
            if (sqlite == null) {
                here(check);
            } else {
                sqlite.probe(check);
            }
            return;
        }
        Properties properties = properties(check, address);
        String password = properties.getProperty("password", "");
        try {
            Deadline.within(check.timeout(), () -> ask(address, properties, check));
        } catch (SQLException e) {
            String said = String.valueOf(e.getMessage());
            throw new ProbeFailure(
                    address.label() + ": " + Said.quote(password.isEmpty() ? said : said.replace(password, "***")));
        }
    }

    /** Asks a SQLite file in this process. */
    static void here(HealthCheck.Sql check) throws Exception {
        SqlAddress address = SqlAddress.parse(check.url());
        if (!address.sqlite()) {
            throw new ProbeFailure("the url is no SQLite file");
        }
        Properties properties = readOnly(check.timeout());
        properties.putAll(address.properties());
        try {
            Deadline.withinOnItsOwnThread(check.timeout(), () -> ask(address, properties, check));
        } catch (SQLException e) {
            throw new ProbeFailure(address.label() + ": " + Said.quote(String.valueOf(e.getMessage())));
        }
    }

    private Properties properties(HealthCheck.Sql check, SqlAddress address) {
        Properties properties = timeouts(check.timeout());
        properties.putAll(address.properties());
        String user = check.user();
        if (user != null) {
            properties.setProperty("user", user);
        }
        String passwordFile = check.passwordFile();
        if (passwordFile != null) {
            properties.setProperty("password",
                    new String(files.read(passwordFile), StandardCharsets.UTF_8).lines().findFirst().orElse(""));
        }
        return properties;
    }

    /** Read-only also means that a missing file is not made. */
    private static Properties readOnly(Duration timeout) {
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(true);
        config.setBusyTimeout((int) timeout.toMillis());
        return config.toProperties();
    }

    private static Properties timeouts(Duration timeout) {
        Properties properties = new Properties();
        String seconds = String.valueOf(seconds(timeout));
        properties.setProperty("connectTimeout", seconds);
        properties.setProperty("loginTimeout", seconds);
        properties.setProperty("socketTimeout", seconds);
        properties.setProperty("ApplicationName", "towline-health");
        return properties;
    }

    private static int seconds(Duration timeout) {
        return (int) Math.max(1, timeout.plusMillis(999).toSeconds());
    }

    private static boolean ask(SqlAddress address, Properties properties, HealthCheck.Sql check)
            throws SQLException, ProbeFailure {
        try (Connection connection = DriverManager.getConnection(address.url(), properties)) {
            if (address.sqlite()) {
                stopInTime(connection);
            }
            ask(connection, check);
            return true;
        }
    }

    /** SQLite knows no timeout of a query, only one of locks; so it is asked every so many steps whether anybody still waits. */
    private static void stopInTime(Connection connection) throws SQLException {
        ProgressHandler.setHandler(connection, STEPS, new ProgressHandler() {
            @Override
            protected int progress() {
                return Thread.currentThread().isInterrupted() ? 1 : 0;
            }
        });
    }

    private static void ask(Connection connection, HealthCheck.Sql check) throws SQLException, ProbeFailure {
        connection.setReadOnly(true);
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.setQueryTimeout(seconds(check.timeout()));
            statement.setMaxRows(1);
            judge(statement, check);
        } finally {
            connection.rollback();
        }
    }

    private static void judge(Statement statement, HealthCheck.Sql check) throws SQLException, ProbeFailure {
        boolean rows = statement.execute(check.query());
        String expect = check.expect();
        if (expect == null) {
            return;
        }
        if (!rows) {
            throw new ProbeFailure("the query gives no rows, wanted '" + Said.quote(expect) + "'");
        }
        try (ResultSet result = statement.getResultSet()) {
            if (!result.next()) {
                throw new ProbeFailure("the query gave no row, wanted '" + Said.quote(expect) + "'");
            }
            @Nullable
            String found = result.getString(1);
            if (!expect.equals(found)) {
                throw new ProbeFailure("the query gave " + (found == null ? "NULL" : "'" + Said.quote(found) + "'")
                        + ", wanted '" + Said.quote(expect) + "'");
            }
        }
    }
}
