package dev.towline.migrate.lint;

import dev.towline.migrate.sql.Place;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A Django migration with the SQL that it would send. */
public record DjangoMigration(SourceFile file, boolean atomic, List<Operation> operations) {
    public DjangoMigration {
        operations = List.copyOf(operations);
    }

    /**
     * One operation.
     *
     * @param opaque why it cannot be written as SQL; null where it can
     * @param transaction why Django refuses it in this migration's transaction; null where it does not
     * @param python whether it runs Python against the database
     * @param irreversible whether nobody can go back by hand
     * @param was types of the columns that it changes, before; by table.column
     */
    public record Operation(String describe, Place place, @Nullable String opaque, @Nullable String transaction,
            boolean python, boolean irreversible,
            Map<String, String> was, List<Sent> statements) {
        public Operation {
            was = Map.copyOf(was);
            statements = List.copyOf(statements);
        }
    }

    /** SQL of an operation; the project's own where RunSQL has it. */
    public record Sent(String sql, boolean own) {}
}
