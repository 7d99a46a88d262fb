package dev.towline.migrate.sql;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Constraints, whether they stand alone or came with a column. */
final class ConstraintReading {
    private final Reading reading;

    ConstraintReading(Reading reading) {
        this.reading = reading;
    }

    /** A constraint that stands alone. */
    Draft table(Node constraint, Name table) {
        Node body = constraint.child("constr_body").orElse(constraint);
        List<String> columns = listed(body);
        Draft draft = draft(body).columns(columns).when(constraint.has("NOT", "VALID"), Trait.NOT_VALID)
                .when(notEnforced(constraint), Trait.NOT_ENFORCED);
        String label = label(body);
        return draft.name(constraint.child("identifier").map(reading::text)
                .orElse(Names.quoted(
                        Names.made(table.name(), label.equals("pkey") ? "" : String.join("_", columns), label))));
    }

    /** A constraint of its own that came with a column; null for what is a part of the column itself. */
    @Nullable
    Draft column(Node constraint, Name table, String column) {
        Node body = constraint.child("constr_body").orElse(constraint);
        if (!body.has("UNIQUE") && !body.has("PRIMARY") && !body.has("REFERENCES") && !body.has("CHECK")) {
            return null;
        }
        return draft(body).columns(List.of(column)).column(column).name(Names.quoted(name(constraint, table, column)))
                .when(notEnforced(constraint), Trait.NOT_ENFORCED);
    }

    /** The same as an action of ALTER TABLE. */
    String asTable(Node constraint, Name table, String column) {
        Node body = constraint.child("constr_body").orElse(constraint);
        String named = Names.quoted(name(constraint, table, column));
        String rest = reading.text().substring(body.start(), constraint.end());
        String said;
        if (body.has("REFERENCES")) {
            said = "FOREIGN KEY (" + column + ") " + rest;
        } else if (body.has("CHECK")) {
            said = rest;
        } else {
            int head = body.has("NULLS") || body.child("nulls_distinction").isPresent()
                    ? body.child("nulls_distinction").map(Node::end).orElse(body.start())
                    : body.children().stream().filter(n -> n.rule().equals("UNIQUE") || n.rule().equals("KEY"))
                            .findFirst().map(Node::end).orElse(body.start());
            said = reading.text().substring(body.start(), head) + " (" + column + ")"
                    + reading.text().substring(head, constraint.end());
        }
        return "ADD CONSTRAINT " + named + " " + said;
    }

    private String name(Node constraint, Name table, String column) {
        Node body = constraint.child("constr_body").orElse(constraint);
        String label = label(body);
        return constraint.child("identifier").map(reading::text).map(Names::plain)
                .orElseGet(() -> Names.made(table.name(), label.equals("pkey") ? "" : Names.plain(column), label));
    }

    private boolean notEnforced(Node constraint) {
        return reading.spoken().notEnforced()
                || constraint.child("table_enforced").filter(n -> n.has("NOT")).isPresent();
    }

    private Draft draft(Node body) {
        if (body.has("EXCLUDE")) {
            return Draft.of(Kind.ADD_EXCLUDE);
        }
        if (body.has("REFERENCES")) {
            return Draft.of(Kind.ADD_FOREIGN_KEY)
                    .refers(body.child("schema_qualified_name").map(reading::name).orElse(null));
        }
        if (body.has("CHECK")) {
            return Draft.of(Kind.ADD_CHECK).expression(body.child("vex").map(reading::text).orElse(null));
        }
        boolean index = body.child("index_parameters").filter(n -> n.has("USING", "INDEX")).isPresent();
        if (body.has("UNIQUE") || body.has("PRIMARY")) {
            boolean made = index
                    && body.child("index_parameters").flatMap(n -> n.child("schema_qualified_name")).isPresent();
            Name source = made
                    ? body.child("index_parameters").flatMap(n -> n.child("schema_qualified_name"))
                            .map(reading::name).orElse(null)
                    : null;
            return Draft.of(body.has("UNIQUE") ? Kind.ADD_UNIQUE : Kind.ADD_PRIMARY_KEY).when(made, Trait.USING_INDEX)
                    .refers(source);
        }
        return Draft.of(body.has("NULL") ? Kind.ADD_NOT_NULL_CONSTRAINT : Kind.UNKNOWN);
    }

    private static String label(Node body) {
        return body.has("PRIMARY")
                ? "pkey"
                : body.has("REFERENCES")
                        ? "fkey"
                        : body.has("CHECK") ? "check" : body.has("EXCLUDE") ? "excl" : "key";
    }

    private List<String> listed(Node body) {
        Optional<Node> names = body.children().stream().filter(n -> n.rule().startsWith("names_")).findFirst();
        return names.stream().flatMap(n -> n.outermost("schema_qualified_name").stream()).map(reading::text).toList();
    }

    static boolean plainName(String text) {
        return text.matches("[A-Za-z_][A-Za-z0-9_$]*|\"[^\"]+\"");
    }
}
