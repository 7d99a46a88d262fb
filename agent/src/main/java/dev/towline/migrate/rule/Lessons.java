package dev.towline.migrate.rule;

import dev.towline.migrate.sql.Change;
import dev.towline.migrate.sql.Kind;
import dev.towline.migrate.sql.Name;
import dev.towline.migrate.sql.Trait;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** What a change teaches; apart from the scene, which only remembers. */
record Lessons(Scene scene, Made made, Proofs proofs) {
    void take(Change change) {
        if (change.name() != null
                && change.is(Kind.ADD_CHECK, Kind.ADD_UNIQUE, Kind.ADD_FOREIGN_KEY, Kind.ADD_PRIMARY_KEY,
                        Kind.ADD_NOT_NULL_CONSTRAINT, Kind.CREATE_INDEX)) {
            made.names.add(change.name());
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
                made.table(table, change.has(Trait.IF_NOT_EXISTS));
                columns(change, table);
                partition(change, table);
            }
            case INSERT, COPY -> scene.filled.add(table.key());
            case DROP_TABLE -> made.gone(table);
            case ADD_COLUMN -> column(change, table);
            case SET_DEFAULT, DROP_DEFAULT, SET_NOT_NULL, DROP_NOT_NULL -> scene.added(table, change.column())
                    .ifPresent(added -> made.columns.put(Scene.key(table, String.valueOf(change.column())),
                            changed(added, change)));
            case ATTACH_PARTITION -> scene.partitioned.add(table.key());
            case ALTER_TYPE ->
                scene.types.put(Scene.key(table, String.valueOf(change.column())), String.valueOf(change.type()));
            case ADD_CHECK, ADD_UNIQUE, ADD_FOREIGN_KEY, ADD_PRIMARY_KEY, ADD_NOT_NULL_CONSTRAINT ->
                proofs.add(change, table);
            case VALIDATE_CONSTRAINT -> proofs.validate(change, table);
            case CREATE_INDEX -> {
                String name = change.name();
                scene.indexes.put(name == null ? "unnamed " + scene.indexes.size() : name, change);
            }
            case CREATE_DOMAIN -> {
                made.objects.add(table.key());
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

    private void elsewhere(String path) {
        if (!path.toLowerCase(Locale.ROOT).contains("public") && !path.equalsIgnoreCase("default")) {
            made.elsewhere();
        }
    }

    private void columns(Change change, Name table) {
        List<String> types = String.valueOf(change.type()).lines().toList();
        for (int i = 0; i < change.columns().size() && i < types.size(); i++) {
            scene.types.put(Scene.key(table, change.columns().get(i)), types.get(i));
        }
    }

    private void column(Change change, Name table) {
        if (change.column() != null) {
            made.columns.put(Scene.key(table, change.column()), change);
            scene.types.put(Scene.key(table, change.column()), String.valueOf(change.type()));
        }
    }

    private void object(Change change, Name name) {
        if (change.is(Kind.CREATE_VIEW) && change.has(Trait.MATERIALIZED)) {
            made.table(name, change.has(Trait.IF_NOT_EXISTS));
        }
        if (!change.has(Trait.OR_REPLACE)) {
            made.objects.add(name.key());
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
        if (change.name() != null && made.tables.contains(table.key())) {
            made.tables.add(new Name(table.schema(), change.name()).key());
        }
    }
}
