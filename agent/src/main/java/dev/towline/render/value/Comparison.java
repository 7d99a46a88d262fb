package dev.towline.render.value;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

/** Python's {@code ==}, {@code <} and {@code in}. */
public final class Comparison {
    private Comparison() {}

    public static boolean equal(Object left, Object right) {
        return equal(left, right, 0);
    }

    private static boolean equal(Object left, Object right, int depth) {
        Limits.depth(depth);
        Work.spend(left instanceof String text && right instanceof String ? 4 + text.length() / 16 : 4);
        Undefined.require(left);
        Undefined.require(right);
        if (left == right) {
            return !(left instanceof Double number) || !number.isNaN();
        }
        if (Types.isNumber(left) && Types.isNumber(right)) {
            return isReal(left, right) ? unordered(left, right) == 0 : Types.integer(left) == Types.integer(right);
        }
        if (left instanceof List<?> a && right instanceof List<?> b) {
            return kind(left) == kind(right) && listsEqual(a, b, depth);
        }
        if (left instanceof Dict a && right instanceof Dict b) {
            return a.size() == b.size() && dictsEqual(a, b, depth);
        }
        if (left instanceof Unordered || right instanceof Unordered) {
            throw Unordered.refusal();
        }
        if (left instanceof Markup || right instanceof Markup) {
            return Printing.text(left).equals(Printing.text(right)) && isText(left) && isText(right);
        }
        return left.equals(right);
    }

    private static boolean isText(Object value) {
        return value instanceof String || value instanceof Markup;
    }

    private static int kind(Object list) {
        return list instanceof Tuple ? 1 : list instanceof Range ? 2 : 0;
    }

    private static boolean isReal(Object left, Object right) {
        return left instanceof Double || right instanceof Double;
    }

    /** 2 when one is not a number. Exact, as Python compares an int and a float exactly. */
    private static int unordered(Object left, Object right) {
        double a = Types.real(left);
        double b = Types.real(right);
        if (Double.isNaN(a) || Double.isNaN(b)) {
            return 2;
        }
        if (Double.isInfinite(a) || Double.isInfinite(b) || left instanceof Double && right instanceof Double) {
            return a < b ? -1 : a > b ? 1 : 0;
        }
        return exact(left).compareTo(exact(right));
    }

    private static BigDecimal exact(Object value) {
        return value instanceof Double number ? new BigDecimal(number) : BigDecimal.valueOf(Types.integer(value));
    }

    private static boolean listsEqual(List<?> left, List<?> right, int depth) {
        if (left.size() != right.size()) {
            return false;
        }
        for (int i = 0; i < left.size(); i++) {
            if (!equal(left.get(i), right.get(i), depth + 1)) {
                return false;
            }
        }
        return true;
    }

    private static boolean dictsEqual(Dict left, Dict right, int depth) {
        for (Map.Entry<Object, Object> entry : left.entries()) {
            if (!right.contains(entry.getKey())
                    || !equal(entry.getValue(), right.getOr(entry.getKey(), PyNone.NONE), depth + 1)) {
                return false;
            }
        }
        return true;
    }

    /** Below, at or above zero; refused for what Python cannot order. */
    public static int compare(Object left, Object right) {
        return compare(left, right, 0);
    }

    private static int compare(Object left, Object right, int depth) {
        Limits.depth(depth);
        Work.spend(4);
        Undefined.require(left);
        Undefined.require(right);
        if (Types.isNumber(left) && Types.isNumber(right)) {
            int order = isReal(left, right)
                    ? unordered(left, right)
                    : Long.compare(Types.integer(left), Types.integer(right));
            if (order == 2) {
                throw new PyError("nan has no place in an order");
            }
            return order;
        }
        if (left instanceof String a && right instanceof String b) {
            return byCodePoint(a, b);
        }
        if (left instanceof List<?> a && right instanceof List<?> b && kind(a) == kind(b) && kind(a) != 2) {
            for (int i = 0; i < Math.min(a.size(), b.size()); i++) {
                if (!equal(a.get(i), b.get(i), depth + 1)) {
                    return compare(a.get(i), b.get(i), depth + 1);
                }
            }
            return Integer.compare(a.size(), b.size());
        }
        throw new PyError("no order between " + Types.name(left) + " and " + Types.name(right),
                "convert one of them, as with | int or | string");
    }

    /** Python orders by code point, Java by UTF-16 unit: they differ beyond the basic plane. */
    public static int byCodePoint(String left, String right) {
        int length = Math.min(left.length(), right.length());
        for (int i = 0; i < length; i++) {
            char a = left.charAt(i);
            char b = right.charAt(i);
            if (a != b) {
                boolean pairs = Character.isSurrogate(a) != Character.isSurrogate(b);
                Work.spend(i / 16);
                return pairs ? (Character.isSurrogate(a) ? 1 : -1) : Character.compare(a, b);
            }
        }
        Work.spend(length / 16);
        return Integer.compare(left.length(), right.length());
    }

    public static boolean contains(Object container, Object item) {
        return switch (container) {
            case String text when item instanceof String part -> Search.first(text, part) >= 0;
            case String text -> throw new PyError("only a string can be 'in' a string, not " + Types.name(item));
            case Dict dict -> dict.contains(item);
            case Unordered set -> anyEqual(set.items(), item);
            case List<?> list -> anyEqual(list, item);
            case Undefined undefined -> throw undefined.error();
            default -> throw new PyError("nothing can be 'in' a value of type " + Types.name(container));
        };
    }

    private static boolean anyEqual(List<?> list, Object item) {
        for (Object each : list) {
            if (each == item || equal(each, item)) {
                return true;
            }
        }
        return false;
    }
}
