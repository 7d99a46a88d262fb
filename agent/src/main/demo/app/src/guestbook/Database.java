package guestbook;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** One connection to the SQLite file, one question at a time. */
final class Database implements AutoCloseable {
    private final Connection connection;

    private Database(Connection connection) {
        this.connection = connection;
    }

    static Database open(Settings settings) throws SQLException {
        Database database = new Database(DriverManager.getConnection("jdbc:sqlite:" + settings.database()));
        // Two releases and a worker share the file: wait for each other, and do not block readers.
        database.rows("pragma busy_timeout = 5000");
        database.rows("pragma journal_mode = wal");
        return database;
    }

    /** Reads one row into what is wanted of it. */
    interface Row<T> {
        T read(ResultSet row) throws SQLException;
    }

    synchronized <T> List<T> rows(Row<T> row, String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = prepared(sql, values); ResultSet result = statement.executeQuery()) {
            List<T> rows = new ArrayList<>();
            while (result.next()) {
                rows.add(row.read(result));
            }
            return rows;
        }
    }

    synchronized void change(String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = prepared(sql, values)) {
            statement.executeUpdate();
        }
    }

    /** All of them or none. */
    synchronized void script(List<String> statements) throws SQLException {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            for (String each : statements) {
                statement.execute(each);
            }
            connection.commit();
        } catch (SQLException e) {
            connection.rollback();
            throw e;
        } finally {
            connection.setAutoCommit(true);
        }
    }

    private void rows(String pragma) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(pragma);
        }
    }

    private PreparedStatement prepared(String sql, Object... values) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
        return statement;
    }

    @Override
    public synchronized void close() throws SQLException {
        connection.close();
    }
}
