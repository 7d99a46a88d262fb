package dev.towline.migrate.lint;

import dev.towline.migrate.sql.Change;
import dev.towline.migrate.sql.Kind;
import dev.towline.migrate.sql.Name;
import dev.towline.migrate.sql.Script;
import dev.towline.migrate.sql.Statement;
import dev.towline.migrate.sql.TableDefinition;
import dev.towline.migrate.sql.TableDefinition.Column;
import dev.towline.migrate.sql.Trait;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * SQLite can change little about a table, so people make it anew: create another one, copy, drop the old one, rename. What that does to
 * running code is the difference between the two definitions, and so the DROP and the RENAME are replaced by that difference.
 */
final class Remakes {
    private final Map<String, TableDefinition> known = new HashMap<>();

    /** The file with its remakes as what they are; remembers what the tables are behind it. */
    Folder.Read seenThrough(Folder.Read read) {
        Map<String, TableDefinition> before = new HashMap<>(known);
        List<Change> all = read.script().statements().stream().flatMap(s -> s.changes().stream()).toList();
        all.forEach(this::learn);
        Map<Change, List<Change>> instead = new LinkedHashMap<>();
        for (Change rename : all) {
            if (rename.is(Kind.RENAME_TABLE)) {
                remake(rename, all, before, instead);
            }
        }
        List<Statement> statements = read.script().statements().stream().map(s -> replaced(s, instead)).toList();
        return new Folder.Read(read.file(), new Script(read.script().text(), statements));
    }

    private static Statement replaced(Statement statement, Map<Change, List<Change>> instead) {
        List<Change> changes = statement.changes().stream()
                .flatMap(c -> instead.getOrDefault(c, List.of(c)).stream()).toList();
        return new Statement(statement.text(), statement.offset(), statement.tokens(), changes, statement.flaw());
    }

    private static void remake(Change rename, List<Change> all, Map<String, TableDefinition> before,
            Map<Change, List<Change>> instead) {
        Name from = rename.table();
        Name to = new Name(null, String.valueOf(rename.name()));
        if (from == null) {
            return;
        }
        // The new one takes the old one's name, or the old one makes room for the new one first.
        @Nullable
        Change made = all.stream().filter(c -> c.is(Kind.CREATE_TABLE) && c.on(from) && c.offset() < rename.offset())
                .findFirst().orElse(null);
        boolean roomFirst = made == null;
        Name table = roomFirst ? from : to;
        made = roomFirst ? after(all, rename, table) : made;
        @Nullable
        Change dropped = all.stream().filter(c -> c.is(Kind.DROP_TABLE) && c.on(to)).findFirst().orElse(null);
        if (made == null || dropped == null) {
            return;
        }
        instead.put(made, List.of());
        instead.put(rename, List.of());
        instead.put(dropped, difference(table, before.get(table.key()), TableDefinition.of(made), dropped));
    }

    private static @Nullable Change after(List<Change> all, Change rename, Name table) {
        return all.stream().filter(c -> c.is(Kind.CREATE_TABLE) && c.on(table) && c.offset() > rename.offset())
                .findFirst().orElse(null);
    }

    private static List<Change> difference(Name table, @Nullable TableDefinition was, TableDefinition is,
            Change place) {
        if (was == null || was.columns().isEmpty()) {
            return List.of(change(Kind.REMAKE, table, null, place));
        }
        List<Change> changes = new ArrayList<>();
        for (Column column : was.columns().values()) {
            if (!is.columns().containsKey(column.name())) {
                changes.add(change(Kind.DROP_COLUMN, table, column.name(), place));
            }
        }
        for (Column column : is.columns().values()) {
            Column old = was.columns().get(column.name());
            if (old == null) {
                changes.add(added(table, column, place));
            } else {
                changes.addAll(difference(table, old, column, place));
            }
        }
        is.constraints().stream().filter(c -> !was.constraints().contains(c))
                .forEach(c -> changes.add(change(kind(c), table, null, place)));
        Set<String> unique = unique(is);
        unique(was).stream().filter(c -> !unique.contains(c)).filter(c -> is.columns().keySet().containsAll(named(c)))
                .forEach(c -> changes
                        .add(change(Kind.DROP_CONSTRAINT, table, c, place).with(Trait.UNIQUE, true)));
        return changes;
    }

    private static List<Change> difference(Name table, Column was, Column is, Change place) {
        List<Change> changes = new ArrayList<>();
        if (is.notNull() && !was.notNull()) {
            changes.add(change(Kind.SET_NOT_NULL, table, is.name(), place));
        } else if (was.notNull() && !is.notNull()) {
            changes.add(change(Kind.DROP_NOT_NULL, table, is.name(), place));
        }
        if (was.hasDefault() && !is.hasDefault()) {
            changes.add(change(Kind.DROP_DEFAULT, table, is.name(), place));
        }
        if (!was.type().equals(is.type())) {
            changes.add(change(Kind.REMAKE, table, is.name(), place));
        }
        for (String word : List.of("unique", "check", "references")) {
            if (is.rest().contains(word) && !was.rest().contains(is.rest())) {
                changes.add(change(kind(word), table, is.name(), place));
            }
        }
        return changes;
    }

    /** What code upserts by: the columns of each UNIQUE and of the primary key, as the table or a column says it. */
    private static Set<String> unique(TableDefinition table) {
        Set<String> all = new TreeSet<>();
        table.constraints().stream().filter(c -> c.startsWith("unique") || c.startsWith("primary"))
                .forEach(c -> all
                        .add(String.join(", ", named(c.replaceFirst("[^(]*\\(", "").replaceFirst("\\).*", "")))));
        table.columns().values().stream().filter(c -> c.rest().contains("unique") || c.isKey())
                .forEach(c -> all.add(c.name()));
        return all;
    }

    private static List<String> named(String columns) {
        return Arrays.stream(columns.split(",")).map(String::strip).filter(c -> !c.isEmpty()).toList();
    }

    private static Kind kind(String constraint) {
        return constraint.contains("references") || constraint.startsWith("foreign")
                ? Kind.ADD_FOREIGN_KEY
                : constraint.startsWith("check")
                        ? Kind.ADD_CHECK
                        : constraint.startsWith("primary") ? Kind.ADD_PRIMARY_KEY : Kind.ADD_UNIQUE;
    }

    private static Change added(Name table, Column column, Change place) {
        Change plain = change(Kind.ADD_COLUMN, table, column.name(), place);
        return new Change(plain.kind(), table, column.name(), null, null, plain.columns(), column.type(),
                column.hasDefault() ? "said" : null, Set.of(), plain.sql(), plain.offset())
                .with(Trait.NOT_NULL, column.notNull()).with(Trait.HAS_DEFAULT, column.hasDefault());
    }

    private static Change change(Kind kind, Name table, @Nullable String column, Change place) {
        String said = switch (kind) {
            case ADD_COLUMN -> "ALTER TABLE " + table + " ADD COLUMN " + column;
            case DROP_COLUMN -> "ALTER TABLE " + table + " DROP COLUMN " + column;
            default -> "-- " + table + (column == null ? "" : "." + column) + " made anew: " + kind.word();
        };
        return new Change(kind, table, column, null, null, column == null ? List.of() : List.of(column), null, null,
                Set.of(), said, place.offset());
    }

    private void learn(Change change) {
        Name table = change.table();
        if (table == null) {
            return;
        }
        TableDefinition now = known.get(table.key());
        switch (change.kind()) {
            case CREATE_TABLE -> known.put(table.key(), TableDefinition.of(change));
            case DROP_TABLE -> known.remove(table.key());
            case RENAME_TABLE -> {
                known.remove(table.key());
                if (now != null) {
                    known.put(new Name(null, String.valueOf(change.name())).key(), now);
                }
            }
            case ADD_COLUMN, DROP_COLUMN, RENAME_COLUMN -> {
                if (now != null) {
                    known.put(table.key(), changed(now, change));
                }
            }
            default -> {
            }
        }
    }

    private static TableDefinition changed(TableDefinition now, Change change) {
        Map<String, Column> columns = new LinkedHashMap<>(now.columns());
        String name = String.valueOf(change.column());
        Column old = columns.remove(name);
        if (change.is(Kind.ADD_COLUMN)) {
            columns.put(name, new Column(name, String.valueOf(change.type()), change.has(Trait.NOT_NULL),
                    change.has(Trait.HAS_DEFAULT), ""));
        } else if (change.is(Kind.RENAME_COLUMN) && old != null) {
            columns.put(String.valueOf(change.name()), old);
        }
        return new TableDefinition(columns, now.constraints());
    }
}
