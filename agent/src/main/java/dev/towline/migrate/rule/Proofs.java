package dev.towline.migrate.rule;

import dev.towline.migrate.sql.Change;
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
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The constraints that a batch has added, and what follows from those that every row obeys. */
final class Proofs {
    private static final Pattern NOT_NULL = Pattern
            .compile("(?i)^[\\s(]*(\"[^\"]+\"|[a-z_][a-z0-9_$]*)\\s+is\\s+not\\s+null[\\s)]*$");
    private static final Pattern LITERAL = Pattern.compile("'[^']*'|\\b\\d+\\b");
    private final Map<String, Change> constraints = new HashMap<>();
    private final Set<String> proven = new HashSet<>();
    private final Set<String> validated = new HashSet<>();

    void add(Change change, Name table) {
        if (change.name() != null) {
            constraints.put(Scene.key(table, change.name()), change);
        }
        if (!change.has(Trait.NOT_VALID)) {
            prove(change, table);
        }
    }

    void validate(Change change, Name table) {
        constraint(table, change.name()).ifPresent(known -> prove(known, table));
        validated.add(Scene.key(table, String.valueOf(change.name())));
    }

    Optional<Change> constraint(@Nullable Name table, @Nullable String name) {
        return table == null || name == null
                ? Optional.empty()
                : Optional.ofNullable(constraints.get(Scene.key(table, name)));
    }

    /**
     * Whether a validated check says already that the column is never null; of one that was added before anybody looked only the name
     * is known, and people name it so.
     */
    boolean neverNull(Name table, String column) {
        return proven.contains(Scene.key(table, column)) || validated.stream()
                .anyMatch(name -> name.startsWith(table.key() + "/") && name.contains(column.toLowerCase(Locale.ROOT))
                        && name.contains("null"));
    }

    /** Whether a check that every row of a table obeys names every value of the bounds that it gets as a partition. */
    boolean bounded(Name partition, String range) {
        List<String> bounds = literals(range);
        return !bounds.isEmpty() && constraints.entrySet().stream()
                .filter(e -> e.getKey().startsWith(partition.key() + "/") && e.getValue().is(Kind.ADD_CHECK))
                .filter(e -> !e.getValue().has(Trait.NOT_VALID) || validated.contains(e.getKey()))
                // PostgreSQL takes it as proof only where it leaves NULL out too (tried).
                .filter(e -> !range.toLowerCase(Locale.ROOT).contains("from")
                        || String.valueOf(e.getValue().expression()).matches("(?is).*\\bis\\s+not\\s+null\\b.*"))
                .anyMatch(e -> literals(String.valueOf(e.getValue().expression())).containsAll(bounds));
    }

    private static List<String> literals(String sql) {
        return LITERAL.matcher(sql).results().map(MatchResult::group).toList();
    }

    /** CHECK (c IS NOT NULL), alone. */
    private void prove(Change check, Name table) {
        String expression = check.expression();
        if (check.kind() == Kind.ADD_CHECK && expression != null) {
            var found = NOT_NULL.matcher(expression);
            if (found.find()) {
                proven.add(Scene.key(table, Name.of(found.group(1)).name()));
            }
        }
    }
}
