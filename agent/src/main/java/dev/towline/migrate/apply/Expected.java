package dev.towline.migrate.apply;

import dev.towline.migrate.lint.SourceFile;
import dev.towline.migrate.sql.Change;
import dev.towline.migrate.sql.Kind;
import dev.towline.migrate.sql.Name;
import dev.towline.migrate.sql.Script;
import dev.towline.migrate.sql.Statement;
import dev.towline.migrate.sql.Trait;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Something that a file which ran has made, and that nothing known has taken away, so that the catalog should have it. Where the text
 * of a file leaves a doubt, nothing is expected: a stop for no reason costs more than one that comes late.
 *
 * @param table on which it is, or itself
 * @param name of the column or the index; empty for a table
 * @param sql that made it
 */
record Expected(Sort sort, Name table, String name, SourceFile file, String sql) {
    private static final Set<Kind> UNREADABLE = Set.of(Kind.DO, Kind.CALL, Kind.OPAQUE, Kind.UNKNOWN);
    private static final Set<Kind> PERHAPS = Set.of(Kind.SELECT, Kind.CREATE_FUNCTION, Kind.OTHER, Kind.DROP_OBJECT);
    private static final Set<Kind> MOVES = Set.of(Kind.DROP_TABLE, Kind.RENAME_TABLE, Kind.SET_SCHEMA,
            Kind.RENAME_OBJECT, Kind.DROP_VIEW);
    private static final Pattern TAKING = Pattern.compile("(?i)\\b(drop|rename|execute|schema)\\b");

    /** What it is. */
    enum Sort {
        TABLE, COLUMN, INDEX
    }

    /** Of the files whose text is the one that ran. */
    static List<Expected> of(List<SourceFile> folder, Map<String, Row> ledger) {
        List<Change> known = new ArrayList<>();
        folder.forEach(file -> known.addAll(changes(file.text())));
        // Of a file that this release does not have, only what it took away is known.
        ledger.values().stream().filter(row -> folder.stream().noneMatch(f -> same(f, row)))
                .forEach(row -> known.addAll(changes(row.takes())));
        if (known.stream().anyMatch(Expected::wild)) {
            return List.of();
        }
        return folder.stream().filter(file -> ran(file, ledger)).flatMap(file -> made(file).stream())
                .filter(made -> known.stream().noneMatch(made::isTakenBy)).distinct().toList();
    }

    private static boolean ran(SourceFile file, Map<String, Row> ledger) {
        Row row = ledger.get(file.name());
        return row != null && row.state() == Row.State.DONE && same(file, row);
    }

    private static boolean same(SourceFile file, Row row) {
        return row.name().equals(file.name()) && row.sha256().equals(file.sha256());
    }

    private static List<Change> changes(String text) {
        return changes(text, statement -> true);
    }

    private static List<Change> changes(String text, Predicate<Statement> of) {
        return Script.of(text).statements().stream().filter(of).flatMap(s -> s.changes().stream()).toList();
    }

    /** Nobody knows from its text what is left after it. */
    private static boolean wild(Change change) {
        return change.is(Kind.DROP_SCHEMA, Kind.RENAME_SCHEMA)
                || UNREADABLE.contains(change.kind()) && TAKING.matcher(change.sql()).find()
                || change.is(Kind.DROP_OBJECT) && says(change, "owned");
    }

    private static List<Expected> made(SourceFile file) {
        List<Expected> made = new ArrayList<>();
        List<Change> changes = changes(file.text());
        if (changes.stream().anyMatch(c -> c.is(Kind.TRANSACTION) && c.has(Trait.ROLLBACK))) {
            return made;
        }
        // What a DO block does may depend on what it finds.
        for (Change change : changes(file.text(), statement -> !statement.starts("DO"))) {
            Name table = change.table();
            // Partitions come and go with time, and temporary tables with a session.
            if (table == null || change.has(Trait.PARTITION) || change.has(Trait.TEMPORARY)) {
                continue;
            }
            String index = change.name();
            String column = change.column();
            if (change.is(Kind.CREATE_TABLE)) {
                made.add(new Expected(Sort.TABLE, table, "", file, change.sql()));
                change.columns().forEach(c -> made.add(new Expected(Sort.COLUMN, table, c, file, change.sql())));
            } else if (change.is(Kind.ADD_COLUMN) && column != null) {
                made.add(new Expected(Sort.COLUMN, table, column, file, change.sql()));
            } else if (change.is(Kind.CREATE_INDEX) && index != null) {
                made.add(new Expected(Sort.INDEX, table, index, file, change.sql()));
            }
        }
        return made;
    }

    private boolean isTakenBy(Change change) {
        boolean whole = says(change, table.name()) && (MOVES.contains(change.kind())
                || (UNREADABLE.contains(change.kind()) || PERHAPS.contains(change.kind()))
                        && TAKING.matcher(change.sql()).find());
        return whole || switch (sort) {
            case TABLE -> false;
            case COLUMN -> change.is(Kind.DROP_COLUMN, Kind.RENAME_COLUMN) && says(change, table.name())
                    && says(change, name);
            case INDEX -> change.is(Kind.DROP_COLUMN) && says(change, table.name())
                    && says(sql, String.valueOf(change.column()))
                    || (change.is(Kind.DROP_INDEX, Kind.RENAME_INDEX) || change.has(Trait.USING_INDEX)
                            || PERHAPS.contains(change.kind())) && says(change, name);
        };
    }

    /** As a whole word, in quotes or not. */
    private static boolean says(Change change, String name) {
        return says(change.sql(), name);
    }

    private static boolean says(String sql, String name) {
        return Pattern.compile("(?<![\\w$])" + Pattern.quote(name) + "(?![\\w$])", Pattern.CASE_INSENSITIVE)
                .matcher(sql).find();
    }

    boolean isIn(Catalog catalog) {
        return switch (sort) {
            case TABLE -> catalog.hasTable(table);
            case COLUMN -> catalog.hasColumn(table, name);
            case INDEX -> catalog.index(indexName()).isPresent();
        };
    }

    /** An index lies in the schema of its table. */
    Name indexName() {
        return new Name(table.schema(), name);
    }

    /** As people know it. */
    String words() {
        return switch (sort) {
            case TABLE -> "the table " + table;
            case COLUMN -> "the column " + table + "." + name;
            case INDEX -> "the index " + name + " on " + table;
        };
    }

    String remedy() {
        String gone = switch (sort) {
            case TABLE -> "DROP TABLE IF EXISTS " + quoted(table);
            case COLUMN ->
                "ALTER TABLE " + quoted(table) + " DROP COLUMN IF EXISTS " + quoted(new Name(null, name));
            case INDEX -> "DROP INDEX CONCURRENTLY IF EXISTS " + quoted(indexName());
        };
        String back = sort == Sort.INDEX
                ? "build it again as the file does"
                : "bring it back (towline restore SITE --to-scratch --keep shows what a restore point has)";
        return back + "; or, if it shall be gone, say so in a new file: " + gone;
    }

    /** As SQL has to say it. */
    static String quoted(Name name) {
        return (name.schema() == null ? "" : quoted(name.schema()) + ".") + quoted(name.name());
    }

    private static String quoted(String name) {
        return name.matches("[a-z_][a-z0-9_]*") ? name : "\"" + name.replace("\"", "\"\"") + "\"";
    }
}
