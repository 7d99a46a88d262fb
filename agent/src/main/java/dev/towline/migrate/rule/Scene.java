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
    private final Made made = new Made();
    private final Proofs proofs = new Proofs();
    private final Bodies bodies = new Bodies();
    private final Uniques uniques = new Uniques();
    private final Set<String> batchTables = new HashSet<>();
    final Map<String, String> types = new HashMap<>();
    final Map<String, Change> indexes = new HashMap<>();
    final Set<String> domains = new HashSet<>();
    final Set<String> starred = new HashSet<>();
    final Set<String> filled = new HashSet<>();
    final Set<String> partitioned = new HashSet<>();
    final Set<String> withDefaultPartition = new HashSet<>();
    private List<Change> ahead = List.of();
    private Map<String, Long> sizes = Map.of();
    private Set<String> largeDefaults = Set.of();
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
        made.tables.add(table.key());
    }

    /** What the database knows, or an earlier state: the type of a column. */
    public void type(Name table, String column, String type) {
        types.put(key(table, column), type);
    }

    /** The next file of the same batch; running code may know what this one has made. */
    public void nextFile() {
        batchTables.addAll(made.tables);
        made.clear();
        transaction = Transaction.none();
    }

    /** The next file of a run of which running code knows nothing yet: what it makes is nobody's until the run has ended. */
    public void nextOfRun() {
        Set<String> tables = new HashSet<>(made.tables);
        tables.removeAll(made.conditional);
        Set<String> objects = Set.copyOf(made.objects);
        nextFile();
        made.tables.addAll(tables);
        made.objects.addAll(objects);
    }

    /** All files so far are applied: their tables are in use. */
    public void settle() {
        nextFile();
        batchTables.clear();
    }

    /** Whether running code may know this table. */
    public boolean old(@Nullable Name table) {
        return table != null && !made.tables.contains(table.key());
    }

    /** The same where the file makes the table only if it is not there: it may be an old one with another definition. */
    public boolean maybeOld(@Nullable Name table) {
        return old(table) || table != null && made.conditional.contains(table.key());
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
                : Optional.ofNullable(made.columns.get(key(table, column)));
    }

    /** The same, but a column that is added only if it is not there may be an old one, with old code's data in it. */
    public Optional<Change> surelyAdded(@Nullable Name table, @Nullable String column) {
        return added(table, column).filter(change -> !change.has(Trait.IF_NOT_EXISTS) || !maybeOld(table));
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
        return attach.refers() != null && attach.expression() != null
                && proofs.bounded(attach.refers(), attach.expression());
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

    /** Partitioned tables of the database with a DEFAULT partition that is not small, each with and without its schema. */
    public void defaultPartitions(Set<String> known) {
        largeDefaults = Set.copyOf(known);
    }

    /** Whether the batch or the database shows that this table has a partition for what fits into no other. */
    public boolean hasDefaultPartition(@Nullable Name table) {
        return table != null && (withDefaultPartition.contains(table.key()) || largeDefaults.contains(table.toString())
                || largeDefaults.contains(table.name()));
    }

    /** A trigger of the database, with what its function says. */
    public void trigger(Name table, String name, String function, String body) {
        bodies.trigger(table, name, function, body);
    }

    /** What makes values unique in the database: each constraint and index by its name. From then on none is guessed from its name. */
    public void uniques(List<Unique> there) {
        there.forEach(u -> uniques.database(u.table(), u.name(), u.columns()));
        uniques.complete();
    }

    /** A constraint or an index. */
    public record Unique(Name table, String name, List<String> columns) {}

    /** The change, saying {@link Trait#UNIQUE} where it takes away what running code may upsert by. */
    Change knowing(Change change, List<Change> statement) {
        return uniques.goes(change, statement, this) ? change.with(Trait.UNIQUE, true) : change;
    }

    /** The trigger of that table whose function names the column, and that stays when the file has ended. */
    public Optional<String> triggerNaming(@Nullable Name table, @Nullable String column) {
        return table == null || soon(c -> c.is(Kind.DROP_TRIGGER, Kind.DROP_FUNCTION))
                ? Optional.empty()
                : bodies.naming(table, column);
    }

    /** A constraint of that name that the batch has added. */
    public Optional<Change> constraint(@Nullable Name table, @Nullable String name) {
        return proofs.constraint(table, name);
    }

    /** An index of that name that the batch has made. */
    public Optional<Change> index(@Nullable String name) {
        return name == null ? Optional.empty() : Optional.ofNullable(indexes.get(name));
    }

    /** Whether this file has made the constraint or index of that name. */
    public boolean madeHere(@Nullable String name) {
        return name != null && made.names.contains(name);
    }

    /** Whether an index of the batch begins with this column. */
    public boolean indexed(@Nullable Name table, String column) {
        return table != null && indexes.values().stream().anyMatch(i -> i.on(table) && !i.columns().isEmpty()
                && i.columns().getFirst().equals(column));
    }

    /** Whether a validated check says already that the column is never null. */
    public boolean proven(@Nullable Name table, @Nullable String column) {
        return table != null && column != null && proofs.neverNull(table, column);
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
        return object != null && made.objects.contains(object.key());
    }

    /** Takes notice of what the change does. */
    public void learn(Change change) {
        new Lessons(this, made, proofs).take(change);
        bodies.learn(change);
        uniques.learn(change);
    }

    static String key(Name table, String what) {
        return table.key() + "/" + what.toLowerCase(Locale.ROOT);
    }
}
