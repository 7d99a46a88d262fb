package dev.towline.render.value;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Python's types: their names, and the way from and to plain Java values. */
public final class Types {
    private Types() {}

    public static String name(Object value) {
        return switch (value) {
            case String text -> "str";
            case Boolean flag -> "bool";
            case Long number -> "int";
            case Double number -> "float";
            case PyNone none -> "NoneType";
            case Tuple tuple -> "tuple";
            case Range range -> "range";
            case List<?> list -> "list";
            case Unordered set -> "list";
            case Dict dict -> "dict";
            case Markup markup -> "Markup";
            case Namespace namespace -> "Namespace";
            case Undefined undefined -> "undefined";
            default -> "function";
        };
    }

    public static boolean isNumber(Object value) {
        return value instanceof Long || value instanceof Double || value instanceof Boolean;
    }

    public static boolean isInteger(Object value) {
        return value instanceof Long || value instanceof Boolean;
    }

    public static long integer(Object value) {
        return switch (value) {
            case Long number -> number;
            case Boolean flag -> flag ? 1L : 0L;
            case Undefined undefined -> throw undefined.error();
            default -> throw new PyError("an integer is needed, not " + name(value));
        };
    }

    public static double real(Object value) {
        return value instanceof Double number ? number : integer(value);
    }

    public static String text(Object value) {
        if (value instanceof String text) {
            return text;
        }
        Undefined.require(value);
        throw new PyError("a string is needed, not " + name(value), "convert it with | string");
    }

    public static List<Object> list(Object value) {
        return Sequences.list(value);
    }

    public static void requireHashable(Object value) {
        if (value instanceof Undefined undefined) {
            throw undefined.error();
        }
        if (value instanceof Tuple) {
            if (!isHashable(value)) {
                throw new PyError("unhashable type inside a tuple", "use a string or a number as key");
            }
        } else if (value instanceof List<?> || value instanceof Dict || value instanceof Unordered) {
            throw new PyError("unhashable type: '" + name(value) + "'", "use a string or a number as key");
        }
    }

    public static boolean isHashable(Object value) {
        return isHashable(value, 0);
    }

    private static boolean isHashable(Object value, int depth) {
        Limits.depth(depth);
        Work.spend(2);
        Undefined.require(value);
        return value instanceof Tuple tuple
                ? tuple.stream().allMatch(item -> isHashable(item, depth + 1))
                : !(value instanceof List<?> || value instanceof Dict || value instanceof Unordered);
    }

    /** A Python value from a plain Java one; a fresh copy, so that a template may change it. */
    public static Object fromJava(@Nullable Object value) {
        return fromJava(value, 0);
    }

    private static Object fromJava(@Nullable Object value, int depth) {
        Limits.depth(depth);
        Work.item();
        return switch (value) {
            case null -> PyNone.NONE;
            case String text -> text;
            case Boolean flag -> flag;
            case Long number -> number;
            case Integer number -> (long) number;
            case Short number -> (long) number;
            case Byte number -> (long) number;
            case Double number -> number;
            case Float number -> Double.parseDouble(number.toString());
            case BigInteger number when number.bitLength() < 64 -> number.longValue();
            case BigDecimal number -> number.doubleValue();
            case Character character -> character.toString();
            case Enum<?> constant -> throw unsupported(constant);
            case Map<?, ?> map -> {
                Dict dict = new Dict();
                map.forEach((key, item) -> dict.put(fromJava(key, depth + 1), fromJava(item, depth + 1)));
                yield dict;
            }
            case Iterable<?> items -> {
                List<Object> list = new ArrayList<>();
                items.forEach(item -> list.add(fromJava(item, depth + 1)));
                yield list;
            }
            default -> throw unsupported(value);
        };
    }

    private static PyError unsupported(Object value) {
        return new PyError("a variable holds a Java value of type " + value.getClass().getName(),
                "give strings, numbers, booleans, lists and maps");
    }

    /** The plain Java value: null, String, Boolean, Long, Double, List or Map. */
    public static @Nullable Object toJava(Object value) {
        return toJava(value, 0);
    }

    private static @Nullable Object toJava(Object value, int depth) {
        Limits.depth(depth);
        Work.item();
        return switch (value) {
            case PyNone none -> null;
            case Markup markup -> markup.text();
            case Unordered set -> throw Unordered.refusal();
            case List<?> list -> {
                List<@Nullable Object> plain = new ArrayList<>(list.size());
                list.forEach(item -> plain.add(toJava(item, depth + 1)));
                yield plain;
            }
            case Dict dict -> {
                Map<@Nullable Object, @Nullable Object> plain = new LinkedHashMap<>();
                dict.entries().forEach(
                        entry -> plain.put(toJava(entry.getKey(), depth + 1), toJava(entry.getValue(), depth + 1)));
                yield plain;
            }
            case Undefined undefined -> throw undefined.error();
            case Callable callable -> throw new PyError("the result is a " + callable.describe(), "call it");
            default -> value;
        };
    }
}
