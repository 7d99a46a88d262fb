package dev.towline.migrate.rule;

import dev.towline.migrate.sql.Change;
import dev.towline.migrate.sql.Kind;
import dev.towline.migrate.sql.Name;
import dev.towline.migrate.sql.Token;
import dev.towline.migrate.sql.Trait;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What is unique, by the names of constraints and indexes: code that runs may upsert by it (ON CONFLICT), which fails at once where it
 * is gone.
 */
final class Uniques {
    /** How PostgreSQL and the tools of migrations call it, where nobody saw it made. */
    private static final Pattern USUAL = Pattern
            .compile("(?i).*_(key|excl|pkey|uniq(ue)?|uq|uk|ukey)\\d*|(uq|uk|uniq|unique)_.*");
    private final List<Known> known = new ArrayList<>();
    private boolean complete;

    private record Known(Name table, String name, List<String> columns) {}

    /** What the database has; from then on nothing is guessed. */
    void database(Name table, String name, List<String> columns) {
        known.add(new Known(table, name, columns));
    }

    void complete() {
        complete = true;
    }

    void learn(Change change) {
        Name table = change.table();
        if (table == null) {
            return;
        }
        boolean index = change.is(Kind.CREATE_INDEX) && change.has(Trait.UNIQUE);
        if (change.name() != null && (index || change.is(Kind.ADD_UNIQUE, Kind.ADD_PRIMARY_KEY, Kind.ADD_EXCLUDE))) {
            known.add(new Known(table, change.name(), columns(change)));
        } else if (change.is(Kind.CREATE_TABLE)) {
            named(change, table);
        }
    }

    private List<String> columns(Change change) {
        Name index = change.refers();
        return change.has(Trait.USING_INDEX) && index != null
                ? called(index.name(), null).map(Known::columns).orElse(List.of())
                : change.columns();
    }

    private void named(Change table, Name name) {
        List<Token> words = Token.all(table.sql());
        for (int i = 0; i + 2 < words.size(); i++) {
            Token kind = words.get(i + 2);
            if (words.get(i).is("CONSTRAINT") && (kind.is("UNIQUE") || kind.is("EXCLUDE") || kind.is("PRIMARY"))) {
                known.add(new Known(name, words.get(i + 1).name(), List.of()));
            }
        }
    }

    /** Whether the change takes away what was unique, and the file does not put the like in its place at once. */
    boolean goes(Change drop, List<Change> statement, Scene scene) {
        String name = drop.name();
        if (name == null || !drop.is(Kind.DROP_CONSTRAINT, Kind.DROP_INDEX)) {
            return false;
        }
        Optional<Known> found = called(name, drop.is(Kind.DROP_CONSTRAINT) ? drop.table() : null);
        if (found.isEmpty()) {
            return !complete && drop.is(Kind.DROP_CONSTRAINT) && USUAL.matcher(name).matches();
        }
        List<String> columns = found.get().columns();
        boolean nobodys = !columns.isEmpty()
                && columns.stream().allMatch(c -> scene.surelyAdded(found.get().table(), c).isPresent());
        return !nobodys && statement.stream().noneMatch(next -> takesOver(next, found.get()))
                && !scene.soon(next -> takesOver(next, found.get()));
    }

    /** The usual exchange of an index: built beside, and put in the place of the old one in the same transaction. */
    private boolean takesOver(Change next, Known old) {
        return next.is(Kind.ADD_UNIQUE, Kind.ADD_PRIMARY_KEY) && next.has(Trait.USING_INDEX) && next.on(old.table())
                && old.name().equals(next.name()) && !old.columns().isEmpty() && old.columns().equals(columns(next));
    }

    private Optional<Known> called(String name, @Nullable Name table) {
        return known.stream().filter(k -> k.name().equals(name) && (table == null || table.same(k.table())))
                .reduce((earlier, later) -> later);
    }
}
