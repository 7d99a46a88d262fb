package dev.towline.migrate.rule;

import dev.towline.migrate.sql.Change;
import dev.towline.migrate.sql.Engine;
import dev.towline.migrate.sql.Kind;
import dev.towline.migrate.sql.Name;
import dev.towline.migrate.sql.Trait;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What is known when a change is judged: the server, and what the same batch has done before. It learns as it goes. */
public final class Scene {
    /** Below this a table is small: locks on it are short. In bytes. */
    public static final long SMALL = 10L * 1024 * 1024;

    /** Where the tools of migrations keep their books: a row each. */
    private static final Set<String> BOOKS = Set.of("alembic_version", "schema_migrations", "schema_version",
            "ar_internal_metadata", "flyway_schema_history", "databasechangelog", "databasechangeloglock",
            "goose_db_version", "gorp_migrations", "knex_migrations", "knex_migrations_lock", "_prisma_migrations",
            "django_migrations", "__EFMigrationsHistory", "__diesel_schema_migrations", "_sqlx_migrations", "phinxlog",
            "atlas_schema_revisions", "doctrine_migration_versions", "pgmigrations", "__drizzle_migrations");

    private final int server;
    private final boolean locks;
    private final Set<String> fileTables = new HashSet<>();
    private final Set<String> conditional = new HashSet<>();
    private final Set<String> batchTables = new HashSet<>();
    private final Map<String, Change> fileColumns = new HashMap<>();
    private final Map<String, String> types = new HashMap<>();
    private final Map<String, Change> constraints = new HashMap<>();
    private final Map<String, Change> indexes = new HashMap<>();
    private final Set<String> proven = new HashSet<>();
    private final Set<String> domains = new HashSet<>();
    private final Set<String> validated = new HashSet<>();
    private final Set<String> starred = new HashSet<>();
    private final Set<String> filled = new HashSet<>();
    private final Set<String> fileObjects = new HashSet<>();
    private final Set<String> fileNames = new HashSet<>();
    private final Set<String> partitioned = new HashSet<>();
    private final Set<String> withDefaultPartition = new HashSet<>();
    private List<Change> ahead = List.of();
    private Map<String, Long> sizes = Map.of();
    private Transaction transaction = Transaction.none();

    private Scene(int server, boolean locks) {
        this.server = server;
        this.locks = locks;
    }

    /** A PostgreSQL of that major version. */
    public static Scene postgresql(int major) {
        return new Scene(major, true);
    }

    /** A database that nobody else reads while it migrates. */
    public static Scene sqlite() {
        return new Scene(Integer.MAX_VALUE, false);
    }

    public int server() {
        return server;
    }

    public Engine engine() {
        return locks ? Engine.POSTGRESQL : Engine.SQLITE;
    }

    /** Whether locks matter at all. */
    public boolean locks() {
        return locks;
    }

    public Transaction transaction() {
        return transaction;
    }

    /** From the next statement on. */
    public void transaction(Transaction now) {
        transaction = now;
    }

    /** What the file does after the statement that is judged next. */
    public void ahead(List<Change> later) {
        ahead = later;
    }

    /** Whether the file does such a thing later on, before anybody else can see what is between. */
    public boolean soon(Predicate<Change> wanted) {
        return transaction.open() && ahead.stream().takeWhile(c -> !c.is(Kind.TRANSACTION) || c.has(Trait.SAVEPOINT))
                .anyMatch(wanted);
    }

    /** Whether the file does such a thing later on. */
    public boolean later(Predicate<Change> wanted) {
        return ahead.stream().anyMatch(wanted);
    }

    /** Bytes of the tables that are there, by name with or without schema. */
    public void sizes(Map<String, Long> known) {
        sizes = Map.copyOf(known);
    }

    /** As if this file had made it. */
    public void fresh(Name table) {
        fileTables.add(table.key());
    }

    /** What the database knows, or an earlier state: the type of a column. */
    public void type(Name table, String column, String type) {
        types.put(key(table, column), type);
    }

    /** The next file of the same batch; running code may know what this one has made. */
    public void nextFile() {
        batchTables.addAll(fileTables);
        fileTables.clear();
        conditional.clear();
        fileColumns.clear();
        fileObjects.clear();
        fileNames.clear();
        transaction = Transaction.none();
    }

    /** The next file of a run of which running code knows nothing yet: what it makes is nobody's until the run has ended. */
    public void nextOfRun() {
        Set<String> tables = new HashSet<>(fileTables);
        tables.removeAll(conditional);
        Set<String> objects = Set.copyOf(fileObjects);
        nextFile();
        fileTables.addAll(tables);
        fileObjects.addAll(objects);
    }

    /** All files so far are applied: their tables are in use. */
    public void settle() {
        nextFile();
        batchTables.clear();
    }

    /** Whether running code may know this table. */
    public boolean old(@Nullable Name table) {
        return table != null && !fileTables.contains(table.key());
    }

    /** The same where the file makes the table only if it is not there: it may be an old one with another definition. */
    public boolean maybeOld(@Nullable Name table) {
        return old(table) || table != null && conditional.contains(table.key());
    }

    /** Whether a lock on this table may make somebody wait. */
    public boolean busy(@Nullable Name table) {
        return locks && old(table);
    }

    /** Whether an earlier file of the batch has made it: if that is not applied yet either, nobody waits. */
    public boolean earlier(@Nullable Name table) {
        return table != null && batchTables.contains(table.key());
    }

    /** Its size where it is known and small. */
    public boolean small(@Nullable Name table) {
        if (table == null) {
            return false;
        }
        if (BOOKS.contains(table.name())) {
            return true;
        }
        Long size = sizes.getOrDefault(table.toString(), sizes.get(table.name()));
        return size != null && size < SMALL;
    }

    /** The column as this file has added it. */
    public Optional<Change> added(@Nullable Name table, @Nullable String column) {
        return table == null || column == null
                ? Optional.empty()
                : Optional.ofNullable(fileColumns.get(key(table, column)));
    }

    /** Whether each of these columns is new here, may be null and has no default, so that no row can break a rule about it. */
    public boolean blank(Change change) {
        return !change.columns().isEmpty() && change.columns().stream()
                .allMatch(column -> added(change.table(), column).filter(c -> !c.has(Trait.HAS_DEFAULT)
                        && !c.has(Trait.NOT_NULL) && !c.has(Trait.STORED) && !c.has(Trait.IDENTITY)).isPresent());
    }

    /** Whether each of these columns is new here. */
    public boolean allNew(Change change) {
        return !change.columns().isEmpty()
                && change.columns().stream().allMatch(column -> added(change.table(), column).isPresent());
    }

    public Optional<String> type(@Nullable Name table, @Nullable String column) {
        return table == null || column == null ? Optional.empty() : Optional.ofNullable(types.get(key(table, column)));
    }

    /** Whether a check that an earlier file has validated names every value of the bounds of this partition. */
    public boolean bounded(Change attach) {
        Name partition = attach.refers();
        if (partition == null || attach.expression() == null) {
            return false;
        }
        List<String> bounds = literals(attach.expression());
        return !bounds.isEmpty() && constraints.entrySet().stream()
                .filter(e -> e.getKey().startsWith(partition.key() + "/") && e.getValue().is(Kind.ADD_CHECK))
                .filter(e -> !e.getValue().has(Trait.NOT_VALID) || validated.contains(e.getKey()))
                // PostgreSQL takes it as proof only where it leaves NULL out too (tried).
                .filter(e -> !attach.expression().toLowerCase(Locale.ROOT).contains("from")
                        || String.valueOf(e.getValue().expression()).matches("(?is).*\\bis\\s+not\\s+null\\b.*"))
                .anyMatch(e -> literals(String.valueOf(e.getValue().expression())).containsAll(bounds));
    }

    private static List<String> literals(String sql) {
        return Pattern.compile("'[^']*'|\\b\\d+\\b").matcher(sql).results().map(MatchResult::group).toList();
    }

    /** Whether both are about one column. */
    boolean sameColumn(Change one, Change other) {
        return one.table() != null && other.on(one.table()) && one.column() != null
                && one.column().equals(other.column());
    }

    /** Whether the batch shows that this table is partitioned. */
    public boolean partitioned(@Nullable Name table) {
        return table != null && partitioned.contains(table.key());
    }

    /** Whether the batch shows that this table has a partition for what fits into no other. */
    public boolean hasDefaultPartition(@Nullable Name table) {
        return table != null && withDefaultPartition.contains(table.key());
    }

    /** A constraint of that name that the batch has added. */
    public Optional<Change> constraint(@Nullable Name table, @Nullable String name) {
        return table == null || name == null
                ? Optional.empty()
                : Optional.ofNullable(constraints.get(key(table, name)));
    }

    /** An index of that name that the batch has made. */
    public Optional<Change> index(@Nullable String name) {
        return name == null ? Optional.empty() : Optional.ofNullable(indexes.get(name));
    }

    /** Whether this file has made the constraint or index of that name. */
    public boolean madeHere(@Nullable String name) {
        return name != null && fileNames.contains(name);
    }

    /** Whether an index of the batch begins with this column. */
    public boolean indexed(@Nullable Name table, String column) {
        return table != null && indexes.values().stream().anyMatch(i -> i.on(table) && !i.columns().isEmpty()
                && i.columns().getFirst().equals(column));
    }

    /**
     * Whether a validated check says already that the column is never null; of one that was added before anybody looked only the name
     * is known, and people name it so.
     */
    public boolean proven(@Nullable Name table, @Nullable String column) {
        return table != null && column != null && (proven.contains(key(table, column)) || validated.stream()
                .anyMatch(name -> name.startsWith(table.key() + "/") && name.contains(column.toLowerCase(Locale.ROOT))
                        && name.contains("null")));
    }

    /** Whether this type is a domain that checks its values. */
    public boolean checkedDomain(@Nullable String type) {
        return type != null && domains.contains(Name.of(type).key());
    }

    /** Whether a view or a prepared statement takes every column of this table. */
    public boolean starred(@Nullable Name table) {
        return table != null && starred.contains(table.name());
    }

    /** Whether this file has put rows into a table of its own. */
    public boolean filled(@Nullable Name table) {
        return table != null && filled.contains(table.key());
    }

    /** Whether this file has made that view, function, type or sequence. */
    public boolean ownObject(@Nullable Name object) {
        return object != null && fileObjects.contains(object.key());
    }

    /** Takes notice of what the change does. */
    public void learn(Change change) {
        new Lessons(this).take(change);
    }

    static String key(Name table, String what) {
        return table.key() + "/" + what.toLowerCase(Locale.ROOT);
    }

    /** What a change teaches; apart from the scene, which only remembers. */
    private record Lessons(Scene scene) {
        void take(Change change) {
            if (change.name() != null
                    && change.is(Kind.ADD_CHECK, Kind.ADD_UNIQUE, Kind.ADD_FOREIGN_KEY, Kind.ADD_PRIMARY_KEY,
                            Kind.ADD_NOT_NULL_CONSTRAINT, Kind.CREATE_INDEX)) {
                scene.fileNames.add(change.name());
            }
            if (change.is(Kind.SET) && "search_path".equals(change.name())) {
                elsewhere(String.valueOf(change.expression()));
            }
            Name table = change.table();
            if (table == null) {
                return;
            }
            switch (change.kind()) {
                case CREATE_TABLE -> {
                    scene.fileTables.add(table.key());
                    columns(change, table);
                    partition(change, table);
                    if (change.has(Trait.IF_NOT_EXISTS)) {
                        scene.conditional.add(table.key());
                    }
                }
                case INSERT, COPY -> scene.filled.add(table.key());
                case DROP_TABLE -> {
                    // One of this name that is older is what comes to light.
                    scene.fileTables.remove(table.key());
                    scene.fileColumns.keySet().removeIf(key -> key.startsWith(table.key() + "/"));
                }
                case ADD_COLUMN -> column(change, table);
                case SET_DEFAULT, DROP_DEFAULT, SET_NOT_NULL, DROP_NOT_NULL -> scene.added(table, change.column())
                        .ifPresent(added -> scene.fileColumns.put(key(table, String.valueOf(change.column())),
                                Lessons.changed(added, change)));
                case ATTACH_PARTITION -> scene.partitioned.add(table.key());
                case ALTER_TYPE ->
                    scene.types.put(key(table, String.valueOf(change.column())), String.valueOf(change.type()));
                case ADD_CHECK, ADD_UNIQUE, ADD_FOREIGN_KEY, ADD_PRIMARY_KEY, ADD_NOT_NULL_CONSTRAINT ->
                    constraint(change, table);
                case VALIDATE_CONSTRAINT -> {
                    scene.constraint(table, change.name()).ifPresent(c -> prove(c, table));
                    scene.validated.add(key(table, String.valueOf(change.name())));
                }
                case CREATE_INDEX -> {
                    String name = change.name();
                    scene.indexes.put(name == null ? "unnamed " + scene.indexes.size() : name, change);
                }
                case CREATE_DOMAIN -> {
                    scene.fileObjects.add(table.key());
                    if (change.has(Trait.NOT_NULL)) {
                        scene.domains.add(table.key());
                    }
                }
                case CREATE_VIEW, CREATE_FUNCTION, CREATE_TYPE, CREATE_SEQUENCE, CREATE_SCHEMA -> object(change, table);
                case RENAME_TABLE -> rename(change, table);
                default -> {
                }
            }
        }

        private static Change changed(Change added, Change by) {
            boolean nothing = by.is(Kind.SET_DEFAULT)
                    && "null".equalsIgnoreCase(String.valueOf(by.expression()).strip());
            return switch (by.kind()) {
                case SET_DEFAULT -> added.with(Trait.HAS_DEFAULT, !nothing);
                case DROP_DEFAULT -> added.with(Trait.HAS_DEFAULT, false);
                case SET_NOT_NULL -> added.with(Trait.NOT_NULL, true);
                default -> added.with(Trait.NOT_NULL, false);
            };
        }

        private void partition(Change change, Name table) {
            if (change.has(Trait.PARTITIONED)) {
                scene.partitioned.add(table.key());
            }
            if (change.has(Trait.PARTITION) && change.refers() != null) {
                scene.partitioned.add(change.refers().key());
                if (change.has(Trait.HAS_DEFAULT)) {
                    scene.withDefaultPartition.add(change.refers().key());
                }
            }
        }

        /** From here on a name without a schema may be another table than the one that the file has made. */
        private void elsewhere(String path) {
            if (!path.toLowerCase(Locale.ROOT).contains("public") && !path.equalsIgnoreCase("default")) {
                scene.fileTables.clear();
                scene.conditional.clear();
                scene.fileColumns.clear();
            }
        }

        private void columns(Change change, Name table) {
            List<String> types = String.valueOf(change.type()).lines().toList();
            for (int i = 0; i < change.columns().size() && i < types.size(); i++) {
                scene.types.put(key(table, change.columns().get(i)), types.get(i));
            }
        }

        private void column(Change change, Name table) {
            if (change.column() != null) {
                scene.fileColumns.put(key(table, change.column()), change);
                scene.types.put(key(table, change.column()), String.valueOf(change.type()));
            }
        }

        private void constraint(Change change, Name table) {
            if (change.name() != null) {
                scene.constraints.put(key(table, change.name()), change);
            }
            if (!change.has(Trait.NOT_VALID)) {
                prove(change, table);
            }
        }

        /** CHECK (c IS NOT NULL), alone or with others by AND. */
        private void prove(Change check, Name table) {
            String expression = check.expression();
            if (check.kind() == Kind.ADD_CHECK && expression != null) {
                var found = Pattern
                        .compile("(?i)^[\\s(]*(\"[^\"]+\"|[a-z_][a-z0-9_$]*)\\s+is\\s+not\\s+null[\\s)]*$")
                        .matcher(expression);
                if (found.find()) {
                    scene.proven.add(key(table, Name.of(found.group(1)).name()));
                }
            }
        }

        private void object(Change change, Name name) {
            if (change.is(Kind.CREATE_VIEW) && change.has(Trait.MATERIALIZED)) {
                scene.fileTables.add(name.key());
                if (change.has(Trait.IF_NOT_EXISTS)) {
                    scene.conditional.add(name.key());
                }
            }
            if (!change.has(Trait.OR_REPLACE)) {
                scene.fileObjects.add(name.key());
            }
            String query = change.expression();
            if (query != null) {
                var found = Pattern
                        .compile("(?i)select\\s+(?:[a-z_0-9]+\\.)?\\*\\s+from\\s+(?:[a-z_0-9]+\\.)?\"?([a-z_0-9]+)\"?")
                        .matcher(query);
                while (found.find()) {
                    scene.starred.add(found.group(1).toLowerCase(Locale.ROOT));
                }
            }
        }

        private void rename(Change change, Name table) {
            if (change.name() != null && scene.fileTables.contains(table.key())) {
                scene.fileTables.add(new Name(table.schema(), change.name()).key());
            }
        }
    }
}
