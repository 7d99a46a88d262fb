package dev.towline.migrate.apply;

import dev.towline.migrate.lint.Batches;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/** Whether a backfill can go by its key: every row has one, and the next is found without reading all of them. */
final class Keys {
    private static final String KEY = """
            SELECT a.attnotnull, EXISTS (SELECT FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_am m ON m.oid = c.relam
              WHERE i.indrelid = a.attrelid AND i.indkey[0] = a.attnum AND i.indpred IS NULL AND i.indisvalid AND m.amname = 'btree')
            FROM pg_attribute a WHERE a.attrelid = to_regclass(?) AND a.attname = ? AND a.attnum > 0 AND NOT a.attisdropped""";

    private Keys() {}

    /** What is wrong with it, or nothing. */
    static Optional<String> problem(Connection connection, Batches batches) throws SQLException {
        String key = batches.table() + "." + batches.column();
        try (PreparedStatement ask = connection.prepareStatement(KEY)) {
            ask.setString(1, batches.table());
            ask.setString(2, batches.column());
            try (ResultSet row = ask.executeQuery()) {
                if (!row.next()) {
                    return Optional.of("there is no " + key);
                }
                if (!row.getBoolean(1)) {
                    return Optional.of(key + " may be null, and a row without a key is in no range");
                }
                return row.getBoolean(2)
                        ? Optional.empty()
                        : Optional
                                .of("no index begins with " + key + ", so that each range would read all of the table");
            }
        }
    }
}
