package dev.towline.migrate.shadow;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** The server on which shadows are made; each is a database of its own, dropped when it is closed. */
public final class ShadowServer implements AutoCloseable {
    private final ServerAddress address;
    private final Connection connection;

    private ShadowServer(ServerAddress address, Connection connection) {
        this.address = address;
        this.connection = connection;
    }

    /** @throws ShadowFailure where nobody answers, or not to this user */
    public static ShadowServer at(ServerAddress address) {
        try {
            return new ShadowServer(address, DriverManager.getConnection(address.jdbc(), address.login()));
        } catch (SQLException e) {
            throw failure(address, e, "see that the server runs, and that the user and password are right");
        }
    }

    /** Its major version. */
    public int version() {
        try {
            return connection.getMetaData().getDatabaseMajorVersion();
        } catch (SQLException e) {
            throw failure(address, e, "try again");
        }
    }

    /** A fresh, empty database. */
    public Shadow shadow() {
        try (Statement statement = connection.createStatement()) {
            String name = name(statement);
            statement.execute("CREATE DATABASE " + name + " TEMPLATE template0");
            try {
                ServerAddress own = address.database(name);
                Connection inside = DriverManager.getConnection(own.jdbc(), own.login());
                return Shadow.in(inside, () -> drop(name), false);
            } catch (SQLException e) {
                drop(name);
                throw e;
            }
        } catch (SQLException e) {
            throw failure(address, e, "the user needs the right to make databases: ALTER ROLE … CREATEDB");
        }
    }

    private static String name(Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery(
                "SELECT 'towline_lint_' || substr(md5(clock_timestamp()::text || pg_backend_pid() || random()), 1, 12)")) {
            row.next();
            return row.getString(1);
        }
    }

    private void drop(String name) {
        try (Statement statement = connection.createStatement()) {
            statement.execute("DROP DATABASE IF EXISTS " + name + (version() >= 13 ? " WITH (FORCE)" : ""));
        } catch (SQLException e) {
            throw failure(address, e, "drop it by hand: DROP DATABASE " + name);
        }
    }

    /** For a program that makes databases of its own. */
    public Reserved reserve() {
        try (Statement statement = connection.createStatement()) {
            return new Reserved(this, name(statement));
        } catch (SQLException e) {
            throw failure(address, e, "try again");
        }
    }

    /**
     * Names of databases that nobody else has; closed, all of them are dropped.
     *
     * @param prefix with which they begin
     */
    public record Reserved(ShadowServer server, String prefix) implements AutoCloseable {
        @Override
        public void close() {
            server.made(prefix).forEach(server::drop);
        }
    }

    private List<String> made(String prefix) {
        List<String> names = new ArrayList<>();
        try (PreparedStatement ask = connection
                .prepareStatement("SELECT datname FROM pg_database WHERE position(? IN datname) = 1 ORDER BY 1 DESC")) {
            ask.setString(1, prefix);
            try (ResultSet rows = ask.executeQuery()) {
                while (rows.next()) {
                    names.add(rows.getString(1));
                }
            }
            return names;
        } catch (SQLException e) {
            throw failure(address, e, "drop by hand what begins with " + prefix);
        }
    }

    /** Where it is, for a program of the same person's. */
    public ServerAddress address() {
        return address;
    }

    static ShadowFailure failure(ServerAddress address, SQLException e, String remedy) {
        String said = address.cleaned(String.valueOf(e.getMessage())).lines().findFirst().orElse("no reason given");
        return new ShadowFailure(address + ": " + said + "; " + remedy);
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw failure(address, e, "nothing is left behind");
        }
    }
}
