package dev.towline.desired;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Variables for templates: texts, numbers, booleans, null, and lists and maps of these.
 *
 * @param places where each was written, for those that stand in a file
 */
public record Vars(Map<String, @Nullable Object> values, Map<String, Place> places) {
    /** What templates are given besides the variables; a variable of that name would be hidden or would hide it. */
    public static final Set<String> RESERVED = Set.of("site", "host", "secrets", "release", "slot", "socket", "held",
            "unit",
            "process", "item", "root");
    public static final Vars NONE = new Vars(Map.of());

    public Vars(Map<String, @Nullable Object> values) {
        this(values, Map.of());
    }

    public Vars {
        places = Map.copyOf(places);
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    /** These, with the other's laid over them; a map is replaced as a whole, as Ansible does. */
    public Vars under(Vars stronger) {
        Map<String, @Nullable Object> merged = new LinkedHashMap<>(values);
        merged.putAll(stronger.values);
        Map<String, Place> at = new LinkedHashMap<>(places);
        at.putAll(stronger.places);
        return new Vars(merged, at);
    }
}
