package dev.towline.render;

import dev.towline.render.value.Types;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What the caller gave, made Python's on first use. */
final class Variables {
    private final Map<String, ?> given;
    private final Map<String, Object> converted = new HashMap<>();

    Variables(Map<String, ?> given) {
        this.given = given;
    }

    Optional<Object> find(String name) {
        Object known = converted.get(name);
        if (known == null && given.containsKey(name)) {
            known = Types.fromJava(given.get(name));
            converted.put(name, known);
        }
        return Optional.ofNullable(known);
    }
}
