package dev.towline.migrate.lint;

import dev.towline.migrate.sql.Change;
import dev.towline.migrate.sql.Kind;
import dev.towline.migrate.sql.Script;
import dev.towline.migrate.sql.Statement;
import dev.towline.migrate.sql.Trait;
import java.util.ArrayList;
import java.util.List;

/**
 * Statements of a file that commit together.
 *
 * @param transaction false for one that PostgreSQL allows in none
 */
public record Step(List<Statement> statements, boolean transaction) {
    public Step {
        statements = List.copyOf(statements);
    }

    /** A file is one step, unless it brings its own transactions or has a statement that wants none. */
    public static List<Step> of(Script script) {
        List<Change> all = script.statements().stream().flatMap(s -> s.changes().stream()).toList();
        boolean own = all.stream().anyMatch(c -> c.is(Kind.TRANSACTION) && !c.has(Trait.SAVEPOINT));
        if (!own && all.stream().noneMatch(Transactions::aloneOnly)) {
            return script.statements().isEmpty() ? List.of() : List.of(new Step(script.statements(), true));
        }
        List<Step> steps = new ArrayList<>();
        List<Statement> open = new ArrayList<>();
        boolean inside = false;
        for (Statement statement : script.statements()) {
            List<Change> changes = statement.changes();
            boolean control = !changes.isEmpty() && changes.getFirst().is(Kind.TRANSACTION)
                    && !changes.getFirst().has(Trait.SAVEPOINT);
            if (control && changes.getFirst().has(Trait.BEGIN)) {
                inside = true;
            } else if (control) {
                if (!open.isEmpty()) {
                    steps.add(new Step(open, true));
                }
                open.clear();
                inside = false;
            } else if (inside) {
                open.add(statement);
            } else {
                boolean alone = statement.changes().stream().anyMatch(Transactions::aloneOnly);
                steps.add(new Step(List.of(statement), !alone));
            }
        }
        return List.copyOf(steps);
    }

    /** Whether it only says how the session shall be, which a later session has to be told again. */
    public boolean setting() {
        return statements.stream().flatMap(s -> s.changes().stream())
                .allMatch(c -> c.is(Kind.SET) && !c.has(Trait.LOCAL));
    }
}
