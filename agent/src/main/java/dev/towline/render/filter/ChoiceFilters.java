package dev.towline.render.filter;

import dev.towline.render.value.PyError;
import dev.towline.render.value.PyNone;
import dev.towline.render.value.Text;
import dev.towline.render.value.Truth;
import dev.towline.render.value.Undefined;
import java.util.Map;

/** default, mandatory, ternary and bool: filters that choose. */
final class ChoiceFilters {
    private ChoiceFilters() {}

    static Map<String, Filter> all() {
        Filter otherwise = Filter.ofUndefined(Filter.of((v, a) -> {
            if (v instanceof Undefined undefined) {
                if (undefined.lenient()) {
                    throw undefined.error();
                }
                return a.get("default_value", "");
            }
            return a.flag("boolean", false) && !Truth.of(v) ? a.get("default_value", "") : v;
        }, "default_value", "boolean"));
        return Map.of("default", otherwise, "d", otherwise,
                "mandatory", Filter.ofUndefined(Filter.of((v, a) -> {
                    if (v instanceof Undefined undefined) {
                        throw a.has("msg")
                                ? new PyError("mandatory: " + undefined.message(), undefined.remedy())
                                : undefined.error();
                    }
                    return v;
                }, "msg")),
                "ternary",
                Filter.ofUndefined(Filter.of((v, a) -> v == PyNone.NONE && a.has("none_val")
                        ? a.get("none_val")
                        : Truth.of(v) ? a.get("true_val") : a.get("false_val"), "*true_val", "*false_val", "none_val")),
                "bool", Filter.plain(ChoiceFilters::bool));
    }

    /** What is neither a word nor a number of the lists is false, as in Ansible, except 1.0. */
    private static Object bool(Object value) {
        return switch (value) {
            case String text -> isTrue(Text.lower(text));
            case Boolean flag -> flag;
            case Long number -> isTrue(number.toString());
            case Double number -> number == 1;
            default -> false;
        };
    }

    private static boolean isTrue(String word) {
        return word.equals("yes") || word.equals("on") || word.equals("true") || word.equals("1");
    }
}
