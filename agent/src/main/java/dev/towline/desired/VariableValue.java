package dev.towline.desired;

import dev.towline.source.Printable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Holds one value against its declaration. */
public final class VariableValue {
    /** A mistake, and where in the value it is: {@code [1].rate}. */
    public record Mistake(String where, String message) {}

    private final VariableSpec spec;
    private final List<Mistake> mistakes = new ArrayList<>();

    private VariableValue(VariableSpec spec) {
        this.spec = spec;
    }

    /** @param normal the component's own default, which always fits; an empty text fits where that is empty */
    public static List<Mistake> mistakes(VariableSpec spec, @Nullable Object value, @Nullable Object normal) {
        if (value != null && value.equals(normal)) {
            return List.of();
        }
        VariableValue check = new VariableValue(spec);
        if (!("".equals(value) && (spec.empty() || "".equals(normal)))) {
            check.value(spec.type(), value, "");
        }
        return check.mistakes;
    }

    private void value(VariableType type, @Nullable Object value, String where) {
        switch (type) {
            case VariableType.Free _ -> {
            }
            case VariableType.One one -> one(one, value, where);
            case VariableType.Choice choice -> {
                if (!(value instanceof String text) || !choice.words().contains(text)) {
                    expected(where, "one of " + String.join(", ", choice.words()), value);
                }
            }
            case VariableType.Many many -> many(many, value, where);
            case VariableType.Table table -> {
                if (value instanceof Map<?, ?> map) {
                    map.forEach((k, v) -> {
                        String at = where + "." + Printable.of(String.valueOf(k), 60);
                        key(table.key(), k, at);
                        value(table.value(), v, at);
                    });
                } else {
                    expected(where, "a mapping", value);
                }
            }
            case VariableType.Fields _ -> {
                if (value instanceof Map<?, ?> map) {
                    fields(map, where);
                } else {
                    expected(where, "a mapping with " + String.join(", ", spec.fields().keySet()), value);
                }
            }
        }
    }

    private void key(VariableType type, @Nullable Object key, String where) {
        int before = mistakes.size();
        value(type, key, where);
        if (mistakes.size() > before) {
            Mistake mistake = mistakes.removeLast();
            mistakes.add(new Mistake(where, "as a key, " + mistake.message()));
        }
    }

    private void one(VariableType.One one, @Nullable Object value, String where) {
        if (value == null || !one.form().fits(value)
                || value instanceof String text && spec.pattern().filter(p -> !text.matches(p)).isPresent()) {
            expected(where, one.form().wanted(), value);
        } else if (value instanceof Long number
                && (spec.min().filter(m -> number < m).isPresent() || spec.max().filter(m -> number > m).isPresent())) {
            expected(where, spec.max().isEmpty()
                    ? "at least " + spec.min().orElse(0)
                    : spec.min().orElse(0) + " to " + spec.max().get(), value);
        }
    }

    private void many(VariableType.Many many, @Nullable Object value, String where) {
        if (!(value instanceof List<?> list)) {
            expected(where, "a list", value);
            return;
        }
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < list.size(); i++) {
            Object element = list.get(i);
            value(many.element(), element, where + "[" + i + "]");
            Optional<String> unique = spec.unique();
            if (unique.isPresent() && element instanceof Map<?, ?> map && map.get(unique.get()) instanceof String name
                    && !seen.add(name.replace('-', '_'))) {
                mistakes.add(new Mistake(where + "[" + i + "]." + unique.get(),
                        "'" + Printable.of(name, 60) + "' is there twice"));
            }
        }
    }

    private void fields(Map<?, ?> map, String where) {
        map.keySet().stream().filter(k -> !spec.fields().containsKey(String.valueOf(k)))
                .forEach(k -> mistakes.add(new Mistake(where, "unknown key '" + Printable.of(String.valueOf(k), 60)
                        + "'; there are " + String.join(", ", spec.fields().keySet()))));
        spec.fields().forEach((name, field) -> {
            if (map.containsKey(name)) {
                mistakes(field, map.get(name), null)
                        .forEach(m -> mistakes.add(new Mistake(where + "." + name + m.where(), m.message())));
            } else if (field.required()) {
                mistakes.add(new Mistake(where, "'" + name + "' is missing"));
            }
        });
    }

    private void expected(String where, String wanted, @Nullable Object value) {
        String pattern = spec.pattern().map(p -> " that matches " + p).orElse("");
        mistakes.add(new Mistake(where, "expected " + wanted + pattern + ", got " + got(value)
                + (controls(value) ? " (it holds a control character)" : "")));
    }

    private static boolean controls(@Nullable Object value) {
        return value instanceof String text && text.chars().anyMatch(Character::isISOControl);
    }

    private static String got(@Nullable Object value) {
        return switch (value) {
            case null -> "nothing";
            case List<?> _ -> "a list";
            case Map<?, ?> _ -> "a mapping";
            case String text -> "'" + Printable.of(text, 60) + "'";
            default -> String.valueOf(value);
        };
    }
}
