package dev.towline.migrate.rule;

import dev.towline.migrate.sql.Change;
import dev.towline.migrate.sql.Script;
import dev.towline.migrate.sql.Statement;
import dev.towline.migrate.sql.Token;
import dev.towline.migrate.sql.Trait;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** How many rows an UPDATE or DELETE is about. */
final class Bounds {
    private static final Set<String> NO_COLUMN = Set.of("select", "true", "false", "null", "not", "is", "and", "or",
            "in", "between");

    private Bounds() {}

    /** No condition, or one that names no column and so holds for every row or for none. */
    static boolean everyRow(Change change) {
        if (!change.has(Trait.WHERE)) {
            return true;
        }
        List<Statement> read = Script.of("SELECT " + change.expression()).statements();
        return read.stream().flatMap(s -> s.tokens().stream()).noneMatch(t -> t.type() == Token.Type.QUOTED
                || t.type() == Token.Type.WORD && !NO_COLUMN.contains(t.name()));
    }

    /** Whether the condition takes a range of the key, or a few rows. */
    static boolean byKey(Change change) {
        String condition = String.valueOf(change.expression()).toLowerCase(Locale.ROOT);
        return condition.contains("ctid") || condition.contains("limit")
                || condition.matches("(?s).*\\b\\w*(id|pk|key|uuid)\"?\\s*(=|<|>|between|in\\b).*");
    }
}
