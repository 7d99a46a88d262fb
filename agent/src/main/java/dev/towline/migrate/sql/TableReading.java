package dev.towline.migrate.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** CREATE TABLE, CREATE INDEX, and ALTER TABLE with each of its actions as a change of its own. */
final class TableReading {
    private final Reading reading;
    private final ConstraintReading constraints;

    TableReading(Reading reading) {
        this.reading = reading;
        this.constraints = new ConstraintReading(reading);
    }

    List<Change> create(Node what) {
        List<Change> changes = new ArrayList<>();
        Name table = reading.firstName(what);
        Optional<Node> partition = what.find("define_partition");
        boolean temporary = what.has("TEMP") || what.has("TEMPORARY");
        Draft draft = Draft.of(Kind.CREATE_TABLE).table(table)
                .when(what.child("if_not_exists").isPresent(), Trait.IF_NOT_EXISTS)
                .when(partition.isPresent(), Trait.PARTITION)
                .when(partition.isEmpty() && what.find("partition_by").isPresent(), Trait.PARTITIONED)
                .when(partition.filter(p -> p.child("for_values_bound").filter(b -> b.has("DEFAULT")).isPresent())
                        .isPresent(), Trait.HAS_DEFAULT)
                .when(temporary, Trait.TEMPORARY)
                .refers(partition.map(reading::firstName).orElse(null))
                .expression(reading.text());
        draft.columns(what.outermost("table_column_definition").stream()
                .map(c -> reading.text(c.child("identifier").orElse(c))).toList());
        draft.types(what.outermost("table_column_definition").stream()
                .map(c -> c.child("data_type").map(reading::text).orElse("")).toList());
        changes.add(reading.whole(draft));
        return changes;
    }

    Draft index(Node what) {
        Node rest = what.child("index_rest").orElse(what);
        List<String> columns = rest.child("index_columns").stream().flatMap(c -> c.all("index_column").stream())
                .flatMap(c -> c.child("vex").stream()).map(reading::text).filter(ConstraintReading::plainName).toList();
        return Draft.of(Kind.CREATE_INDEX).name(what.child("identifier").map(reading::text).orElse(null))
                .table(what.child("schema_qualified_name").map(reading::name).orElse(null)).columns(columns)
                .expression(rest.child("index_where").map(reading::text).orElse(null))
                .when(what.has("UNIQUE"), Trait.UNIQUE).when(what.has("CONCURRENTLY"), Trait.CONCURRENTLY)
                .when(what.child("if_not_exists").isPresent(), Trait.IF_NOT_EXISTS)
                .when(what.has("ONLY"), Trait.PARTITION);
    }

    List<Change> alter(Node alter, Node what) {
        Node named = what.child("schema_qualified_name").orElse(what);
        Name table = reading.name(named);
        String prefix = reading.text().substring(alter.start(), named.end()) + (what.has("MULTIPLY") ? " * " : " ");
        List<Node> actions = what.all("table_action");
        if (actions.isEmpty()) {
            return List.of(reading.whole(simple(what).table(table)));
        }
        List<Change> changes = new ArrayList<>();
        for (Node action : actions) {
            if (action.has("ADD") && action.child("table_column_definition").isPresent()) {
                changes.addAll(addColumn(action, action.child("table_column_definition").get(), table, prefix));
            } else {
                Draft draft = action(action, table).table(table);
                changes.add(reading.part(draft, prefix + reading.text(action), action.start()));
            }
        }
        return changes;
    }

    private Draft simple(Node what) {
        Optional<Node> partition = what.child("alter_partition");
        if (partition.isPresent()) {
            Node said = partition.get();
            Name child = said.find("schema_qualified_name").map(reading::name).orElse(null);
            return Draft.of(said.has("ATTACH") ? Kind.ATTACH_PARTITION : Kind.DETACH_PARTITION).refers(child)
                    .expression(said.find("for_values_bound").map(reading::text).orElse(null))
                    .when(said.has("CONCURRENTLY") || said.has("FINALIZE"), Trait.CONCURRENTLY);
        }
        if (what.child("rename_to").isPresent()) {
            return Draft.of(Kind.RENAME_TABLE)
                    .name(what.child("rename_to").flatMap(n -> n.child("identifier")).map(reading::text).orElse(null));
        }
        if (what.child("set_schema").isPresent()) {
            return Draft.of(Kind.SET_SCHEMA);
        }
        List<Node> names = what.all("identifier");
        if (what.has("RENAME") && names.size() == 2) {
            String to = reading.text(names.getLast());
            return what.has("CONSTRAINT")
                    ? Draft.of(Kind.RENAME_CONSTRAINT).name(to)
                    : Draft.of(Kind.RENAME_COLUMN).column(reading.text(names.getFirst())).name(to);
        }
        return Draft.of(Kind.UNKNOWN);
    }

    private Draft action(Node action, Name table) {
        Optional<Node> column = action.child("column_action");
        if (column.isPresent()) {
            return new ColumnReading(reading).of(column.get())
                    .column(action.child("identifier").map(reading::text).orElse(null));
        }
        Optional<Node> added = action.child("constraint_common");
        if (added.isPresent()) {
            return constraints.table(added.get(), table);
        }
        if (action.child("drop_constraint").isPresent()) {
            Node drop = action.child("drop_constraint").get();
            return Draft.of(Kind.DROP_CONSTRAINT).name(drop.child("identifier").map(reading::text).orElse(null))
                    .when(drop.find("if_exists").isPresent(), Trait.IF_EXISTS)
                    .when(drop.find("CASCADE").isPresent(), Trait.CASCADE);
        }
        if (action.child("validate_constraint").isPresent()) {
            return Draft.of(Kind.VALIDATE_CONSTRAINT).name(
                    action.find("schema_qualified_name").map(reading::text).orElse(null));
        }
        if (action.has("DROP")) {
            return Draft.of(Kind.DROP_COLUMN).column(action.child("identifier").map(reading::text).orElse(null))
                    .when(action.find("if_exists").isPresent(), Trait.IF_EXISTS)
                    .when(action.find("CASCADE").isPresent(), Trait.CASCADE);
        }
        return other(action);
    }

    private Draft other(Node action) {
        boolean disables = action.has("DISABLE") || action.has("NO");
        if (action.has("TRIGGER")) {
            return Draft.of(action.has("DISABLE") ? Kind.DISABLE_TRIGGER : Kind.ENABLE_TRIGGER);
        }
        if (action.has("REPLICA")
                || action.find("REPLICA").filter(n -> !action.has("TRIGGER") && !action.has("RULE")).isPresent()) {
            return Draft.of(Kind.REPLICA_IDENTITY);
        }
        if (action.has("SECURITY")) {
            return Draft.of(Kind.RLS).when(disables, Trait.LOOSENS);
        }
        if (action.child("set_logged").isPresent()) {
            return Draft.of(Kind.SET_LOGGED);
        }
        if (action.child("set_tablespace").isPresent()) {
            return Draft.of(Kind.SET_TABLESPACE);
        }
        if (action.has("METHOD")) {
            return Draft.of(Kind.SET_ACCESS_METHOD);
        }
        if (action.child("owner_to").isPresent()) {
            return Draft.of(Kind.CHANGE_OWNER);
        }
        if (action.has("ALTER") && action.has("CONSTRAINT")) {
            return Draft.of(Kind.ALTER_ENFORCED).name(action.child("identifier").map(reading::text).orElse(null));
        }
        boolean inherits = action.has("INHERIT") || action.child("inherit_option").isPresent() || action.has("OF");
        return Draft.of(inherits
                ? Kind.INHERIT
                : action.has("RULE")
                        ? Kind.CREATE_RULE
                        : action.has("OIDS") ? Kind.SET_LOGGED : Kind.OTHER);
    }

    /** The column, and each constraint that came with it under the name that PostgreSQL would give it. */
    private List<Change> addColumn(Node action, Node definition, Name table, String prefix) {
        Node identifier = definition.child("identifier").orElse(definition);
        String column = reading.text(identifier);
        List<Change> parts = new ArrayList<>();
        StringBuilder rest = new StringBuilder(reading.text(action));
        List<Node> said = definition.all("constraint_common");
        for (Node constraint : said.reversed()) {
            @Nullable
            Draft own = constraints.column(constraint, table, column);
            if (own != null) {
                rest.replace(constraint.start() - action.start(), constraint.end() - action.start(), "");
                parts.addFirst(reading.part(own.with(Trait.INLINE).table(table),
                        prefix + constraints.asTable(constraint, table, column), constraint.start()));
            }
        }
        Draft draft = new ColumnReading(reading).added(definition).table(table).column(column)
                .when(action.child("if_not_exists").isPresent(), Trait.IF_NOT_EXISTS);
        String sql = prefix + rest.toString().strip().replaceAll(" {2,}(?=[^']*$)", " ");
        parts.addFirst(reading.part(draft, parts.isEmpty() ? prefix + reading.text(action) : sql, action.start()));
        return parts;
    }
}
