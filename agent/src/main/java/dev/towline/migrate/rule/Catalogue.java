package dev.towline.migrate.rule;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Every rule, in the order of the reference. */
public final class Catalogue {
    private static final List<Rule> RULES = Stream
            .of(CompatibilityRules.all(), ColumnRules.all(), LockRules.all(), ProcessRules.all()).flatMap(List::stream)
            .toList();
    private static final Map<String, Rule> BY_ID = RULES.stream()
            .collect(Collectors.toUnmodifiableMap(Rule::id, Function.identity()));

    private Catalogue() {}

    public static List<Rule> rules() {
        return RULES;
    }

    /**
     * @throws IllegalArgumentException where there is no such rule
     */
    public static Rule rule(String id) {
        Rule rule = BY_ID.get(id);
        if (rule == null) {
            throw new IllegalArgumentException("no such rule: " + id);
        }
        return rule;
    }

    public static boolean has(String id) {
        return BY_ID.containsKey(id);
    }
}
