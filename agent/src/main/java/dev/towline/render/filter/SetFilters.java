package dev.towline.render.filter;

import dev.towline.render.value.Arithmetic;
import dev.towline.render.value.Bound;
import dev.towline.render.value.Comparison;
import dev.towline.render.value.Dict;
import dev.towline.render.value.PyError;
import dev.towline.render.value.Types;
import dev.towline.render.value.Unordered;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Ansible's set filters. Of strings the order is that of first sight (Ansible's is random); of others it is not shown. */
final class SetFilters {
    /** Lists of unhashable items are searched one by one. */
    private static final int SLOW = 5_000;

    private SetFilters() {}

    static Map<String, Filter> all() {
        Map<String, Filter> all = new HashMap<>();
        all.put("union", Filter.of(SetFilters::union, "*b"));
        all.put("intersect", Filter.of((v, a) -> keep(v, a, true), "*b"));
        all.put("difference", Filter.of((v, a) -> keep(v, a, false), "*b"));
        all.put("symmetric_difference", Filter.of(SetFilters::symmetric, "*b"));
        return all;
    }

    private static boolean hashable(List<Object> left, List<Object> right) {
        return left.stream().allMatch(Types::isHashable) && right.stream().allMatch(Types::isHashable);
    }

    private static Object union(Object value, Bound a) {
        List<Object> left = OrderFilters.anyOrder(value);
        List<Object> right = OrderFilters.anyOrder(a.get("b"));
        if (!hashable(left, right)) {
            Object sum = Arithmetic.add(value, a.get("b"));
            return distinct(OrderFilters.anyOrder(sum));
        }
        left.addAll(right);
        return set(left);
    }

    private static Object keep(Object value, Bound a, boolean wanted) {
        List<Object> left = OrderFilters.anyOrder(value);
        List<Object> right = OrderFilters.anyOrder(a.get("b"));
        return hashable(left, right) ? set(kept(left, right, wanted)) : distinct(kept(left, right, wanted));
    }

    private static Object symmetric(Object value, Bound a) {
        List<Object> left = OrderFilters.anyOrder(value);
        List<Object> right = OrderFilters.anyOrder(a.get("b"));
        boolean hashable = hashable(left, right);
        List<Object> result = kept(left, right, false);
        result.addAll(kept(right, left, false));
        return hashable ? set(result) : distinct(result);
    }

    private static List<Object> kept(List<Object> left, List<Object> right, boolean wanted) {
        List<Object> kept = new ArrayList<>();
        Dict known = new Dict();
        boolean hashable = hashable(left, right);
        if (hashable) {
            right.forEach(item -> known.put(item, true));
        }
        for (Object item : left) {
            if ((hashable ? known.contains(item) : smallContains(right, item)) == wanted) {
                kept.add(item);
            }
        }
        return kept;
    }

    static boolean smallContains(List<Object> list, Object item) {
        if (list.size() > SLOW) {
            throw PyError.limit("a set of more than " + SLOW + " lists or dicts");
        }
        return Comparison.contains(list, item);
    }

    private static Object distinct(List<Object> items) {
        List<Object> distinct = new ArrayList<>();
        for (Object item : items) {
            if (!smallContains(distinct, item)) {
                distinct.add(item);
            }
        }
        return distinct;
    }

    private static Object set(List<Object> items) {
        Dict seen = new Dict();
        items.forEach(item -> seen.put(item, true));
        List<Object> keys = seen.keys();
        return keys.size() < 2 || keys.stream().allMatch(String.class::isInstance) ? keys : new Unordered(keys);
    }
}
