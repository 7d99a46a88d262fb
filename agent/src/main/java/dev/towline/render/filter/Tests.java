package dev.towline.render.filter;

import dev.towline.render.value.Bound;
import dev.towline.render.value.Callable;
import dev.towline.render.value.Comparison;
import dev.towline.render.value.Dict;
import dev.towline.render.value.Markup;
import dev.towline.render.value.Arithmetic;
import dev.towline.render.value.PyError;
import dev.towline.render.value.PyNone;
import dev.towline.render.value.Regex;
import dev.towline.render.value.Sequences;
import dev.towline.render.value.Text;
import dev.towline.render.value.Truth;
import dev.towline.render.value.Types;
import dev.towline.render.value.Undefined;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;

/** Ansible's and Jinja2's tests. */
final class Tests {
    private Tests() {}

    static Map<String, Test> all() {
        Map<String, Test> all = new HashMap<>();
        all.put("defined", Test.plain(v -> !(v instanceof Undefined)));
        all.put("undefined", Test.plain(v -> v instanceof Undefined));
        all.put("none", Test.plain(v -> v == PyNone.NONE));
        all.put("string", Test.plain(v -> v instanceof String || v instanceof Markup));
        all.put("number", Test.plain(Types::isNumber));
        all.put("integer", Test.plain(v -> v instanceof Long));
        all.put("float", Test.plain(v -> v instanceof Double));
        all.put("boolean", Test.plain(v -> v instanceof Boolean));
        all.put("true", Test.plain(v -> v.equals(true)));
        all.put("false", Test.plain(v -> v.equals(false)));
        all.put("mapping", Test.plain(v -> v instanceof Dict));
        all.put("iterable", Test.plain(Tests::isSequence));
        all.put("sequence", Test.plain(Tests::isSequence));
        all.put("callable", Test.plain(v -> v instanceof Callable));
        all.put("escaped", Test.plain(v -> v instanceof Markup));
        all.put("odd", Test.plain(v -> Comparison.equal(Arithmetic.modulo(number(v), 2L), 1L)));
        all.put("even", Test.plain(v -> Comparison.equal(Arithmetic.modulo(number(v), 2L), 0L)));
        all.put("divisibleby",
                Test.of((v, a) -> Comparison.equal(Arithmetic.modulo(number(v), a.get("num")), 0L), "*num"));
        all.put("lower", Test.plain(v -> Text.isLower(TextFilters.text(v))));
        all.put("upper", Test.plain(v -> Text.isUpper(TextFilters.text(v))));
        all.put("sameas", Test.of((v, a) -> same(v, a.get("other")), "*other"));
        all.put("in", Test.of((v, a) -> Comparison.contains(a.get("seq"), v), "*seq"));
        all.put("contains", Test.of((v, a) -> Comparison.contains(v, a.get("value")), "*value"));
        all.put("filter", Test.plain(v -> Library.knowsFilter(Types.text(v))));
        all.put("test", Test.plain(v -> Library.knowsTest(Types.text(v))));
        all.put("truthy", Test.of((v, a) -> truthy(v, a), "convert_bool"));
        all.put("falsy", Test.of((v, a) -> !truthy(v, a), "convert_bool"));
        all.put("any", Test.plain(v -> Sequences.items(v).stream().anyMatch(Truth::of)));
        all.put("all", Test.plain(v -> Sequences.items(v).stream().allMatch(Truth::of)));
        all.put("match", Test.of((v, a) -> matches(v, a, true), "pattern", "ignorecase", "multiline"));
        all.put("search", Test.of((v, a) -> matches(v, a, false), "pattern", "ignorecase", "multiline"));
        all.put("regex", Test.of((v, a) -> switch (a.text("match_type", "search")) {
            case "search" -> matches(v, a, false);
            case "match" -> matches(v, a, true);
            default -> throw new PyError("regex: match_type must be search or match");
        }, "pattern", "ignorecase", "multiline", "match_type"));
        all.put("version", Test.of(Versions::compare, "*version", "operator", "strict", "version_type"));
        all.put("version_compare", Test.of(Versions::compare, "*version", "operator", "strict", "version_type"));
        alias(all, Test.of((v, a) -> subset(v, a.get("b")), "*b"), "subset", "issubset");
        alias(all, Test.of((v, a) -> subset(a.get("b"), v), "*b"), "superset", "issuperset");
        alias(all, Test.of((v, a) -> Comparison.equal(v, a.get("other")), "*other"), "eq", "equalto", "==");
        alias(all, Test.of((v, a) -> !Comparison.equal(v, a.get("other")), "*other"), "ne", "!=");
        alias(all, compared(order -> order < 0), "lt", "lessthan", "<");
        alias(all, compared(order -> order <= 0), "le", "<=");
        alias(all, compared(order -> order > 0), "gt", "greaterthan", ">");
        alias(all, compared(order -> order >= 0), "ge", ">=");
        return Map.copyOf(all);
    }

    private static void alias(Map<String, Test> all, Test test, String... names) {
        for (String name : names) {
            all.put(name, test);
        }
    }

    private static Test compared(IntPredicate order) {
        return Test.of((v, a) -> order.test(Comparison.compare(v, a.get("other"))), "*other");
    }

    private static Object number(Object value) {
        if (!Types.isNumber(value)) {
            throw new PyError("a number is needed, not " + Types.name(value), "add | int");
        }
        return value;
    }

    private static boolean isSequence(Object value) {
        return value instanceof List<?> || value instanceof Dict || value instanceof String || value instanceof Markup;
    }

    /** Identity, where Python's is certain; whether two equal strings are one object is Python's own affair. */
    private static boolean same(Object left, Object right) {
        if (left instanceof Boolean || right instanceof Boolean || left == PyNone.NONE || right == PyNone.NONE) {
            return left.equals(right);
        }
        throw new PyError("sameas is supported for true, false and none only", "use ==");
    }

    private static boolean truthy(Object value, Bound a) {
        if (a.flag("convert_bool", false)) {
            switch (Text.lower(TextFilters.text(value)).strip()) {
                case "y", "yes", "on", "1", "true", "t" -> {
                    return true;
                }
                case "n", "no", "off", "0", "false", "f" -> {
                    return false;
                }
                default -> {
                }
            }
        }
        return Truth.of(value);
    }

    private static boolean matches(Object value, Bound a, boolean anchored) {
        return Regex.compile(a.text("pattern", ""), a.flag("ignorecase", false), a.flag("multiline", false))
                .search(TextFilters.text(value), anchored).isPresent();
    }

    private static boolean subset(Object part, Object whole) {
        List<Object> items = OrderFilters.anyOrder(whole);
        Dict known = new Dict();
        items.forEach(item -> known.put(item, true));
        return OrderFilters.anyOrder(part).stream().allMatch(known::contains);
    }
}
