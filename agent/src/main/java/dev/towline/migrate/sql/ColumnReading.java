package dev.towline.migrate.sql;

import java.util.Optional;

/** What is said about one column. */
final class ColumnReading {
    private final Reading reading;

    ColumnReading(Reading reading) {
        this.reading = reading;
    }

    /** A new column; the table and the name are the caller's. */
    Draft added(Node definition) {
        Draft draft = Draft.of(Kind.ADD_COLUMN).type(definition.child("data_type").map(reading::text).orElse(null))
                .when(definition.child("collate_identifier").isPresent(), Trait.COLLATE);
        for (Node constraint : definition.all("constraint_common")) {
            Node body = constraint.child("constr_body").orElse(constraint);
            draft.when(body.has("NULL") && body.has("NOT"), Trait.NOT_NULL).when(body.has("PRIMARY"),
                    Trait.PRIMARY_KEY);
            if (body.has("DEFAULT")) {
                draft.with(Trait.HAS_DEFAULT).expression(body.child("vex").map(reading::text).orElse(null));
            }
            if (body.has("STORED") || body.has("GENERATED")) {
                boolean virtual = reading.spoken().virtual() || !body.has("STORED");
                draft.with(virtual ? Trait.VIRTUAL : Trait.STORED)
                        .expression(body.child("vex").map(reading::text).orElse(null));
            }
            body.child("identity_body").ifPresent(identity -> draft.with(Trait.IDENTITY)
                    .when(identity.has("ALWAYS"), Trait.ALWAYS));
        }
        return draft;
    }

    Draft of(Node action) {
        Optional<Node> type = action.child("data_type");
        if (type.isPresent()) {
            return Draft.of(Kind.ALTER_TYPE).type(reading.text(type.get())).when(action.has("USING"), Trait.USING)
                    .expression(action.child("vex").map(reading::text).orElse(null))
                    .when(action.child("collate_identifier").isPresent(), Trait.COLLATE);
        }
        if (action.child("set_def_column").isPresent()) {
            return Draft.of(Kind.SET_DEFAULT).expression(action.find("vex").map(reading::text).orElse(null));
        }
        if (action.child("drop_def").isPresent()) {
            return Draft.of(Kind.DROP_DEFAULT);
        }
        if (action.has("NOT") && action.has("NULL")) {
            return Draft.of(action.has("SET") ? Kind.SET_NOT_NULL : Kind.DROP_NOT_NULL);
        }
        if (action.child("identity_body").isPresent()) {
            return Draft.of(Kind.ADD_IDENTITY).when(action.child("identity_body").get().has("ALWAYS"), Trait.ALWAYS);
        }
        if (action.has("DROP", "IDENTITY")) {
            return Draft.of(Kind.DROP_IDENTITY);
        }
        if (action.has("EXPRESSION")) {
            return Draft.of(action.has("DROP") ? Kind.DROP_EXPRESSION : Kind.SET_EXPRESSION);
        }
        Optional<Node> identity = action.child("alter_identity");
        if (identity.isPresent()) {
            boolean generated = action.all("alter_identity").stream().anyMatch(n -> n.has("GENERATED"));
            return generated
                    ? Draft.of(Kind.SET_GENERATED).when(identity.get().has("ALWAYS"), Trait.ALWAYS)
                    : Draft.of(Kind.ALTER_SEQUENCE).when(action.find("RESTART").isPresent(), Trait.RESTART);
        }
        return Draft.of(Kind.OTHER);
    }
}
