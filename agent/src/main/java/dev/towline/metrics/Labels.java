package dev.towline.metrics;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Keeps label values few: one Prometheus holds every value that was ever seen, so what is not a short word, or one too many, counts as "other". */
final class Labels {
    static final String OTHER = "other";
    private static final int MOST_VALUES = 64;
    private static final int LONGEST = 100;

    private final Map<String, Set<String>> seen = new ConcurrentHashMap<>();

    /** The value itself, or {@value #OTHER}; {@code of} says what the values are counted for. */
    String bounded(String of, String value) {
        if (value.isEmpty() || value.length() > LONGEST || value.chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
            return OTHER;
        }
        Set<String> values = seen.computeIfAbsent(of, k -> ConcurrentHashMap.newKeySet());
        if (values.contains(value)) {
            return value;
        }
        return values.size() < MOST_VALUES && values.add(value) ? value : OTHER;
    }

    /** What was counted for these is forgotten. */
    void forget(String prefix) {
        seen.keySet().removeIf(of -> of.startsWith(prefix));
    }
}
