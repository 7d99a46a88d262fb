package dev.towline.migrate.apply;

import dev.towline.migrate.sql.Name;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Tables, columns and indexes of a database at one moment. A name without a schema may be in any: what its file's path was, nobody knows. */
final class Catalog {
    private static final String COLUMNS = """
            SELECT n.nspname, c.relname, a.attname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
            WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'""";
    /** The index of a partitioned table is not valid until every partition has its own; that is no half of one. */
    private static final String INDEXES = """
            SELECT n.nspname, c.relname, t.relname, i.indisvalid OR c.relkind = 'I', NOT i.indisvalid AND EXISTS (SELECT 1
              FROM pg_stat_progress_create_index p WHERE p.datname = current_database()
              AND coalesce(p.index_relid, 0) IN (0, i.indexrelid))
            FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_class t ON t.oid = i.indrelid
            JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' ORDER BY 1, 2""";
    private final Set<Name> tables = new HashSet<>();
    private final Set<List<String>> columns = new HashSet<>();
    private final List<Index> indexes = new ArrayList<>();

    /** @param building whether somebody is at work on it now, or may be */
    record Index(Name name, String table, boolean valid, boolean building) {}

    private Catalog() {}

    static Catalog of(Session session) throws SQLException {
        Catalog catalog = new Catalog();
        try (Statement statement = session.connection().createStatement()) {
            try (ResultSet rows = statement.executeQuery(COLUMNS)) {
                while (rows.next()) {
                    catalog.column(new Name(rows.getString(1), rows.getString(2)), String.valueOf(rows.getString(3)));
                }
            }
            try (ResultSet rows = statement.executeQuery(INDEXES)) {
                while (rows.next()) {
                    catalog.indexes.add(new Index(new Name(rows.getString(1), rows.getString(2)), rows.getString(3),
                            rows.getBoolean(4), rows.getBoolean(5)));
                }
            }
        }
        return catalog;
    }

    private void column(Name table, String column) {
        for (Name name : List.of(table, new Name(null, table.name()))) {
            tables.add(name);
            columns.add(List.of(name.toString(), column));
        }
    }

    boolean hasTable(Name table) {
        return tables.contains(table);
    }

    boolean hasColumn(Name table, String column) {
        return columns.contains(List.of(table.toString(), column));
    }

    Optional<Index> index(Name name) {
        return indexes.stream().filter(i -> i.name().name().equals(name.name()))
                .filter(i -> name.schema() == null || name.schema().equals(i.name().schema())).findFirst();
    }

    List<Index> invalid() {
        return indexes.stream().filter(index -> !index.valid()).toList();
    }
}
