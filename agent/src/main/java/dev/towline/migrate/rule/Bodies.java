package dev.towline.migrate.rule;

import dev.towline.migrate.sql.Change;
import dev.towline.migrate.sql.Name;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Triggers and what their functions say. PostgreSQL keeps the body of a function as text: it does not know what the body names, and a
 * column that goes makes every write to the table fail.
 */
final class Bodies {
    private static final Pattern EXECUTES = Pattern
            .compile("(?is)\\bexecute\\s+(?:function|procedure)\\s+([\\w.\"$]+)");
    private final Map<String, String> functions = new HashMap<>();
    private final Map<String, Trigger> triggers = new HashMap<>();

    private record Trigger(Name table, String name, String function) {}

    /** What the database has. */
    void trigger(Name table, String name, String function, String body) {
        functions.put(key(function), body);
        triggers.put(Scene.key(table, name), new Trigger(table, name, key(function)));
    }

    void learn(Change change) {
        Name about = change.table();
        if (about == null) {
            return;
        }
        switch (change.kind()) {
            case CREATE_FUNCTION -> functions.put(key(about.name()), change.sql());
            case DROP_FUNCTION -> functions.remove(key(about.name()));
            case CREATE_TRIGGER -> {
                Matcher executes = EXECUTES.matcher(change.sql());
                if (executes.find() && change.name() != null) {
                    triggers.put(Scene.key(about, change.name()),
                            new Trigger(about, change.name(), key(Name.of(executes.group(1)).name())));
                }
            }
            case DROP_TRIGGER -> triggers.values().removeIf(t -> t.table().same(about) && named(change, t));
            case DROP_TABLE -> triggers.values().removeIf(t -> t.table().same(about));
            default -> {
            }
        }
    }

    private static boolean named(Change drop, Trigger trigger) {
        return drop.name() == null
                ? word(trigger.name()).matcher(drop.sql()).find()
                : key(drop.name()).equals(key(trigger.name()));
    }

    /** The trigger of that table whose function names the column. */
    Optional<String> naming(@Nullable Name table, @Nullable String column) {
        if (table == null || column == null) {
            return Optional.empty();
        }
        Pattern word = word(column);
        return triggers.values().stream().filter(t -> t.table().same(table))
                .filter(t -> word.matcher(functions.getOrDefault(t.function(), "")).find())
                .map(t -> "the trigger " + t.name() + " (function " + t.function() + ")").sorted().findFirst();
    }

    private static Pattern word(String name) {
        return Pattern.compile("(?i)(?<![\\w$])" + Pattern.quote(name) + "(?![\\w$])");
    }

    private static String key(String name) {
        return name.toLowerCase(java.util.Locale.ROOT);
    }
}
