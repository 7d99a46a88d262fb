package dev.towline.render.filter;

import dev.towline.render.value.Work;
import dev.towline.render.value.Arithmetic;
import dev.towline.render.value.Bound;
import dev.towline.render.value.Comparison;
import dev.towline.render.value.Dict;
import dev.towline.render.value.PyError;
import dev.towline.render.value.Sequences;
import dev.towline.render.value.Tuple;
import dev.towline.render.value.Types;
import dev.towline.render.value.Undefined;
import dev.towline.render.value.Unordered;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Filters that order, group and add up. */
final class OrderFilters {
    private OrderFilters() {}

    static Map<String, Filter> all() {
        Map<String, Filter> all = new HashMap<>();
        all.put("sort", Filter.of(OrderFilters::sort, "reverse", "case_sensitive", "attribute"));
        all.put("unique", Filter.of(OrderFilters::unique, "case_sensitive", "attribute"));
        all.put("min", Filter.of((v, a) -> extreme(v, a, -1), "case_sensitive", "attribute"));
        all.put("max", Filter.of((v, a) -> extreme(v, a, 1), "case_sensitive", "attribute"));
        all.put("sum", Filter.of(OrderFilters::sum, "attribute", "start"));
        all.put("groupby", Filter.of(OrderFilters::groupBy, "*attribute", "default", "case_sensitive"));
        all.put("dictsort", Filter.of(OrderFilters::dictSort, "case_sensitive", "by", "reverse"));
        return all;
    }

    /** A set may be looked at here, since its order does not show. */
    static List<Object> anyOrder(Object value) {
        return value instanceof Unordered set ? new ArrayList<>(set.items()) : Sequences.list(value);
    }

    private static List<Object> sorted(List<Object> items, UnaryOperator<Object> key, boolean reverse) {
        record Keyed(Object key, Object item) {}
        List<Keyed> keyed = new ArrayList<>();
        Work.keep((long) items.size() * Work.ITEM);
        items.forEach(item -> keyed.add(new Keyed(key.apply(item), item)));
        Comparator<Keyed> order = (a, b) -> Comparison.compare(a.key(), b.key());
        keyed.sort(reverse ? order.reversed() : order);
        if (keyed.size() == 1) {
            Undefined.require(keyed.getFirst().key());
        }
        List<Object> sorted = new ArrayList<>();
        keyed.forEach(each -> sorted.add(each.item()));
        return sorted;
    }

    private static Object sort(Object value, Bound a) {
        boolean sensitive = a.flag("case_sensitive", false);
        UnaryOperator<Object> key = item -> sensitive ? item : Attribute.fold(item);
        if (a.has("attribute")) {
            List<UnaryOperator<Object>> paths = new ArrayList<>();
            if (a.get("attribute") instanceof String several) {
                for (String path : Attribute.several(several)) {
                    paths.add(Attribute.path(path, Optional.empty()));
                }
            } else {
                paths.add(Attribute.path(a.get("attribute"), Optional.empty()));
            }
            UnaryOperator<Object> fold = key;
            key = item -> {
                List<Object> keys = new ArrayList<>();
                paths.forEach(path -> keys.add(fold.apply(path.apply(item))));
                return keys;
            };
        }
        return sorted(anyOrder(value), key, a.flag("reverse", false));
    }

    private static Object unique(Object value, Bound a) {
        UnaryOperator<Object> key = Attribute.folded(a);
        List<Object> items = Sequences.items(value);
        List<Object> unique = new ArrayList<>();
        boolean hashable = items.stream().allMatch(item -> Types.isHashable(key.apply(item)));
        if (!hashable && (a.has("attribute") || a.has("case_sensitive") && !a.flag("case_sensitive", false))) {
            throw new PyError("unique of lists or dicts takes no attribute or case_sensitive=false");
        }
        Dict seen = new Dict();
        for (Object item : items) {
            boolean isNew = hashable ? !seen.contains(key.apply(item)) : !SetFilters.smallContains(unique, item);
            if (isNew) {
                unique.add(item);
                if (hashable) {
                    seen.put(key.apply(item), true);
                }
            }
        }
        return unique;
    }

    private static Object extreme(Object value, Bound a, int sign) {
        UnaryOperator<Object> key = Attribute.folded(a);
        List<Object> items = anyOrder(value);
        if (items.isEmpty()) {
            return new Undefined("no smallest or largest item, the sequence was empty", "add | default(...)");
        }
        Object best = items.getFirst();
        for (Object item : items.subList(1, items.size())) {
            if (Comparison.compare(key.apply(item), key.apply(best)) * sign > 0) {
                best = item;
            }
        }
        return best;
    }

    private static Object sum(Object value, Bound a) {
        UnaryOperator<Object> getter = Attribute.given(a);
        Object total = a.get("start", 0L);
        if (total instanceof String) {
            throw new PyError("sum does not join strings", "use join");
        }
        for (Object item : anyOrder(value)) {
            total = Arithmetic.add(total, getter.apply(item));
            Work.spend(total instanceof List<?> list ? 4L + list.size() : 4);
        }
        return total;
    }

    private static Object groupBy(Object value, Bound a) {
        boolean sensitive = a.flag("case_sensitive", false);
        UnaryOperator<Object> exact = Attribute.path(a.get("attribute"),
                Optional.ofNullable(a.values().get("default")));
        UnaryOperator<Object> key = item -> sensitive ? exact.apply(item) : Attribute.fold(exact.apply(item));
        List<Object> groups = new ArrayList<>();
        List<Object> group = new ArrayList<>();
        for (Object item : sorted(Sequences.list(value), key, false)) {
            if (!group.isEmpty() && !Comparison.equal(key.apply(group.getFirst()), key.apply(item))) {
                groups.add(Tuple.group(exact.apply(group.getFirst()), group));
                group = new ArrayList<>();
            }
            group.add(item);
        }
        if (!group.isEmpty()) {
            groups.add(Tuple.group(exact.apply(group.getFirst()), group));
        }
        return groups;
    }

    private static Object dictSort(Object value, Bound a) {
        if (!(value instanceof Dict dict)) {
            throw new PyError("dictsort wants a dict, not " + Types.name(value));
        }
        int position = switch (a.text("by", "key")) {
            case "key" -> 0;
            case "value" -> 1;
            default -> throw new PyError("dictsort: by must be key or value");
        };
        boolean sensitive = a.flag("case_sensitive", false);
        return sorted(dict.items(), pair -> {
            Object key = Sequences.items(pair).get(position);
            return sensitive ? key : Attribute.fold(key);
        }, a.flag("reverse", false));
    }
}
