package dev.towline.migrate.shadow;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The tables at one moment, as the transaction that is open sees them.
 *
 * @param names of tables and indexes by oid; of an index, its table's
 * @param files where each is stored; another number means that it was written anew
 * @param scans how often this transaction has read a table from end to end
 * @param locked tables on which this transaction holds a lock that keeps writers out
 */
record Picture(Map<Long, String> names, Map<Long, Long> files, Map<Long, Long> scans, Set<Long> locked) {
    private static final String TABLES = """
            SELECT c.oid, coalesce(t.oid, c.oid)::regclass::text, c.relfilenode FROM pg_class c
            JOIN pg_namespace n ON n.oid = c.relnamespace LEFT JOIN pg_index i ON i.indexrelid = c.oid LEFT JOIN pg_class t ON t.oid = i.indrelid
            WHERE c.relkind IN ('r', 'm', 'i') AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'""";
    private static final String SCANS = "SELECT relid, seq_scan FROM pg_stat_xact_all_tables WHERE schemaname <> 'information_schema' AND schemaname !~ '^pg_'";
    private static final String LOCKS = """
            SELECT relation FROM pg_locks WHERE pid = pg_backend_pid() AND locktype = 'relation'
            AND mode IN ('ShareLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock')""";

    Picture {
        names = Map.copyOf(names);
        files = Map.copyOf(files);
        scans = Map.copyOf(scans);
        locked = Set.copyOf(locked);
    }

    static Picture take(Connection connection) throws SQLException {
        Map<Long, String> names = new HashMap<>();
        Map<Long, Long> files = new HashMap<>();
        Map<Long, Long> scans = new HashMap<>();
        Set<Long> locked = new HashSet<>();
        try (Statement statement = connection.createStatement()) {
            try (ResultSet rows = statement.executeQuery(LOCKS)) {
                while (rows.next()) {
                    locked.add(rows.getLong(1));
                }
            }
            try (ResultSet rows = statement.executeQuery(SCANS)) {
                while (rows.next()) {
                    scans.put(rows.getLong(1), rows.getLong(2));
                }
            }
            try (ResultSet rows = statement.executeQuery(TABLES)) {
                while (rows.next()) {
                    names.put(rows.getLong(1), rows.getString(2));
                    files.put(rows.getLong(1), rows.getLong(3));
                }
            }
        }
        return new Picture(names, files, scans, locked);
    }

    boolean rewritten(long table, Picture before) {
        Long was = before.files.get(table);
        Long is = files.get(table);
        return was != null && is != null && !was.equals(is);
    }

    boolean scanned(long table, Picture before) {
        return scans.getOrDefault(table, 0L) > before.scans.getOrDefault(table, 0L);
    }
}
