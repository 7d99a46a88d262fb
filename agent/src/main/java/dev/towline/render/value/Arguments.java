package dev.towline.render.value;

import java.util.List;
import java.util.Map;

/** What a call, filter or test was given. */
public record Arguments(List<Object> positional, Map<String, Object> named) {
    public static final Arguments NONE = new Arguments(List.of(), Map.of());

    public static Arguments of(Object... positional) {
        return new Arguments(List.of(positional), Map.of());
    }

    public int size() {
        return positional.size() + named.size();
    }

    /** The first undefined value among them, or null-free nothing. */
    public java.util.Optional<Undefined> firstUndefined() {
        for (Object value : positional) {
            if (value instanceof Undefined undefined) {
                return java.util.Optional.of(undefined);
            }
        }
        for (Object value : named.values()) {
            if (value instanceof Undefined undefined) {
                return java.util.Optional.of(undefined);
            }
        }
        return java.util.Optional.empty();
    }

    public Arguments withoutFirst(int count) {
        return new Arguments(positional.subList(Math.min(count, positional.size()), positional.size()), named);
    }
}
