package dev.towline.render.value;

import java.util.ArrayList;
import java.util.List;

/** Walking, counting, indexing and slicing. */
public final class Sequences {
    private Sequences() {}

    /** What iteration gives, as a list that is not to be changed. */
    @SuppressWarnings("unchecked")
    public static List<Object> items(Object value) {
        return switch (value) {
            case List<?> list -> (List<Object>) list;
            case Dict dict -> dict.keys();
            case String text -> characters(text);
            case Undefined undefined -> throw undefined.error();
            case Unordered set -> throw Unordered.refusal();
            default -> throw new PyError("a value of type " + Types.name(value) + " cannot be walked",
                    "a list, dict or string is needed here");
        };
    }

    /** A fresh list of what iteration gives. */
    public static List<Object> list(Object value) {
        List<Object> items = items(value);
        Limits.items(items.size());
        Work.spend(items.size());
        Work.keep(8L * items.size());
        return new ArrayList<>(items);
    }

    private static List<Object> characters(String text) {
        Limits.items(text.length());
        Work.keep((long) text.length() * Work.ITEM);
        Work.spend(text.length() * 4L);
        List<Object> characters = new ArrayList<>(text.length());
        text.codePoints().forEach(c -> characters.add(Character.toString(c)));
        return characters;
    }

    public static int length(Object value) {
        return switch (value) {
            case String text -> {
                Work.spend(text.length() / 8);
                yield Characters.length(text);
            }
            case List<?> list -> list.size();
            case Dict dict -> dict.size();
            case Unordered set -> set.items().size();
            case Undefined undefined -> throw undefined.error();
            case Markup markup -> Characters.length(markup.text());
            default -> throw new PyError("a value of type " + Types.name(value) + " has no length");
        };
    }

    /** {@code value[index]}, or undefined. */
    public static Object item(Object value, Object index) {
        Undefined.require(index);
        switch (value) {
            case Undefined undefined -> {
                return undefined;
            }
            case Dict dict -> {
                if (dict.find(index).orElse(null) instanceof Object found) {
                    return found;
                }
            }
            case Unordered set -> throw Unordered.refusal();
            case List<?> list when Types.isInteger(index) -> {
                long at = Types.integer(index) + (Types.integer(index) < 0 ? list.size() : 0);
                return at >= 0 && at < list.size() ? list.get((int) at) : Undefined.item(value);
            }
            case String text when Types.isInteger(index) -> {
                Work.spend(text.length() / 8);
                int length = Characters.length(text);
                long at = Types.integer(index) + (Types.integer(index) < 0 ? length : 0);
                if (at < 0 || at >= length) {
                    return Undefined.item(value);
                }
                return Character.toString(text.codePointAt(text.offsetByCodePoints(0, (int) at)));
            }
            default -> {
            }
        }
        Object method = index instanceof String name ? Attributes.method(value, name) : Undefined.NO_ELSE;
        return method instanceof Undefined ? Undefined.item(value) : method;
    }

    /** {@code value[start:stop:step]}; None where a bound is left out. */
    public static Object slice(Object value, Object start, Object stop, Object step) {
        Undefined.require(value);
        if (value instanceof String text) {
            if (step == PyNone.NONE || step.equals(1L)) {
                return part(text, start, stop);
            }
            StringBuilder out = new StringBuilder();
            slice(characters(text), start, stop, step).forEach(c -> out.append((String) c));
            return out.toString();
        }
        if (value instanceof List<?>) {
            List<Object> part = slice(items(value), start, stop, step);
            return value instanceof Tuple ? Tuple.copyOf(part) : part;
        }
        return new Undefined("a value of type " + Types.name(value) + " cannot be sliced", "slice a list or a string");
    }

    /** Without making a list of its characters. */
    private static String part(String text, Object start, Object stop) {
        Work.spend(text.length() / 8);
        int size = Characters.length(text);
        int from = (int) bound(start, 0, size, 1);
        int to = (int) bound(stop, size, size, 1);
        return from >= to
                ? ""
                : text.substring(text.offsetByCodePoints(0, from), text.offsetByCodePoints(0, to));
    }

    private static List<Object> slice(List<Object> items, Object start, Object stop, Object step) {
        long stride = step == PyNone.NONE ? 1 : Types.integer(step);
        if (stride == 0) {
            throw new PyError("slice step cannot be zero");
        }
        int size = items.size();
        long from = bound(start, stride > 0 ? 0 : size - 1, size, stride);
        long to = bound(stop, stride > 0 ? size : -1, size, stride);
        List<Object> part = new ArrayList<>();
        for (long i = from; stride > 0 ? i < to : i > to; i += stride) {
            part.add(items.get((int) i));
            Work.item();
            if (Math.abs(stride) > size) {
                break;
            }
        }
        return part;
    }

    private static long bound(Object given, long otherwise, int size, long stride) {
        if (given == PyNone.NONE) {
            return otherwise;
        }
        long at = Types.integer(given);
        if (at < 0) {
            at = Math.max(at + size, stride > 0 ? 0 : -1);
        }
        return Math.min(at, stride > 0 ? size : size - 1);
    }
}
