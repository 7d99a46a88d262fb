package dev.towline.render.filter;

import dev.towline.render.value.Work;
import dev.towline.render.value.Arguments;
import dev.towline.render.value.PyError;
import dev.towline.render.value.Sequences;
import dev.towline.render.value.Truth;
import dev.towline.render.value.Types;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** map, select and reject. */
final class MapFilters {
    private MapFilters() {}

    static Map<String, Filter> all() {
        Map<String, Filter> all = new HashMap<>();
        all.put("map", MapFilters::map);
        all.put("select", (v, d, a, l) -> choose(v, test(a, 0, l), true));
        all.put("reject", (v, d, a, l) -> choose(v, test(a, 0, l), false));
        all.put("selectattr", (v, d, a, l) -> choose(v, attributeTest(a, l), true));
        all.put("rejectattr", (v, d, a, l) -> choose(v, attributeTest(a, l), false));
        return all;
    }

    private static Object map(Object value, String describe, Arguments arguments, Library library) {
        UnaryOperator<Object> each = mapper(arguments, library);
        List<Object> out = new ArrayList<>();
        for (Object item : Sequences.items(value)) {
            Object made = each.apply(item);
            Work.item();
            Work.keep(
                    made instanceof String text ? text.length() : made instanceof List<?> list ? 8L * list.size() : 0);
            out.add(made);
        }
        return out;
    }

    private static UnaryOperator<Object> mapper(Arguments arguments, Library library) {
        Map<String, Object> named = arguments.named();
        if (arguments.positional().isEmpty() && named.containsKey("attribute")) {
            if (named.size() > (named.containsKey("default") ? 2 : 1)) {
                throw new PyError("map takes attribute and default only", "remove the other named arguments");
            }
            return Attribute.path(named.get("attribute"), Optional.ofNullable(named.get("default")));
        }
        if (arguments.positional().isEmpty()) {
            throw new PyError("map needs the name of a filter, or attribute=");
        }
        String filter = Types.text(arguments.positional().getFirst());
        Arguments rest = arguments.withoutFirst(1);
        require(library.filter(filter).isEmpty(), "filter");
        return item -> library.filter(filter, item, rest);
    }

    /** The name may have been computed from a secret, so that it is not repeated; the parser has named literal ones. */
    private static void require(boolean known, String kind) {
        if (!known) {
            throw new PyError("a " + kind + " that is named by a value does not exist or is refused",
                    "write its name as a string");
        }
    }

    private static Predicate<Object> test(Arguments arguments, int skip, Library library) {
        if (arguments.positional().size() <= skip) {
            return Truth::of;
        }
        String test = Types.text(arguments.positional().get(skip));
        require(library.test(test).isEmpty(), "test");
        Arguments rest = arguments.withoutFirst(skip + 1);
        return item -> library.test(test, item, rest);
    }

    private static Predicate<Object> attributeTest(Arguments arguments, Library library) {
        if (arguments.positional().isEmpty()) {
            throw new PyError("selectattr and rejectattr need the name of an attribute");
        }
        UnaryOperator<Object> getter = Attribute.path(arguments.positional().getFirst(), Optional.empty());
        Predicate<Object> test = test(arguments, 1, library);
        return item -> test.test(getter.apply(item));
    }

    private static Object choose(Object value, Predicate<Object> test, boolean wanted) {
        List<Object> out = new ArrayList<>();
        for (Object item : Sequences.items(value)) {
            Work.item();
            if (test.test(item) == wanted) {
                out.add(item);
            }
        }
        return out;
    }
}
