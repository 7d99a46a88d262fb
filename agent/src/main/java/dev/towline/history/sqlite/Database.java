package dev.towline.history.sqlite;

import dev.towline.history.HistoryException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLDataException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The one connection, behind a lock; a native call pins its thread, so nothing slow happens while the lock is held. */
final class Database implements AutoCloseable {
    /** Makes a value of the row that the cursor is at. */
    @FunctionalInterface
    interface Row<T> {
        T read(ResultSet row) throws SQLException;
    }

    /** Statements that happen together or not at all. */
    @FunctionalInterface
    interface Work<T> {
        T run(Transaction transaction) throws SQLException;
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final Connection connection;
    private final Failures failures;

    Database(Connection connection, Failures failures) {
        this.connection = connection;
        this.failures = failures;
    }

    <T> T write(Work<T> work) {
        lock.lock();
        try {
            return new Transaction(connection).around(work);
        } catch (SQLException e) {
            throw failures.of(e);
        } finally {
            lock.unlock();
        }
    }

    int update(String sql, @Nullable Object... arguments) {
        return write(t -> t.update(sql, arguments));
    }

    <T> List<T> list(Row<T> row, String sql, @Nullable Object... arguments) {
        lock.lock();
        try {
            return Transaction.list(connection, row, sql, arguments);
        } catch (SQLException e) {
            throw failures.of(e);
        } finally {
            lock.unlock();
        }
    }

    <T> Optional<T> first(Row<T> row, String sql, @Nullable Object... arguments) {
        return list(row, sql, arguments).stream().findFirst();
    }

    @Override
    public void close() {
        lock.lock();
        try {
            connection.close();
        } catch (SQLException e) {
            throw failures.of(e);
        } finally {
            lock.unlock();
        }
    }

    /** What may be done inside {@link #write}. */
    static final class Transaction {
        private final Connection connection;

        Transaction(Connection connection) {
            this.connection = connection;
        }

        private <T> T around(Work<T> work) throws SQLException {
            // IMMEDIATE, so that a second process is waited for here and never in the middle.
            execute("BEGIN IMMEDIATE");
            boolean committed = false;
            try {
                T result = work.run(this);
                execute("COMMIT");
                committed = true;
                return result;
            } finally {
                if (!committed) {
                    rollback();
                }
            }
        }

        private void rollback() {
            try {
                execute("ROLLBACK");
            } catch (SQLException e) {
                // A full disk has rolled back by itself; the first failure is the one to tell.
                org.slf4j.LoggerFactory.getLogger(Database.class).debug("rollback", e);
            }
        }

        void execute(String sql) throws SQLException {
            try (var statement = connection.createStatement()) {
                statement.execute(sql);
            }
        }

        int update(String sql, @Nullable Object... arguments) throws SQLException {
            try (PreparedStatement statement = prepare(connection, sql, arguments)) {
                return statement.executeUpdate();
            }
        }

        <T> List<T> list(Row<T> row, String sql, @Nullable Object... arguments) throws SQLException {
            return list(connection, row, sql, arguments);
        }

        <T> Optional<T> first(Row<T> row, String sql, @Nullable Object... arguments) throws SQLException {
            return list(row, sql, arguments).stream().findFirst();
        }

        static <T> List<T> list(Connection connection, Row<T> row, String sql, @Nullable Object... arguments)
                throws SQLException {
            try (PreparedStatement statement = prepare(connection, sql, arguments);
                    ResultSet results = statement.executeQuery()) {
                List<T> rows = new ArrayList<>();
                while (results.next()) {
                    rows.add(read(row, results));
                }
                return List.copyOf(rows);
            }
        }

        private static <T> T read(Row<T> row, ResultSet results) throws SQLException {
            try {
                return row.read(results);
            } catch (HistoryException e) {
                throw e;
            } catch (RuntimeException e) {
                throw new SQLDataException("a row means nothing: " + e.getMessage(), e);
            }
        }

        private static PreparedStatement prepare(Connection connection, String sql, @Nullable Object... arguments)
                throws SQLException {
            PreparedStatement statement = connection.prepareStatement(sql);
            for (int i = 0; i < arguments.length; i++) {
                statement.setObject(i + 1, arguments[i]);
            }
            return statement;
        }
    }
}
