package dev.towline.render.filter;

import dev.towline.render.value.Work;
import dev.towline.render.value.Arguments;
import dev.towline.render.value.Bound;
import dev.towline.render.value.Limits;
import dev.towline.render.value.PyError;
import dev.towline.render.value.PyNone;
import dev.towline.render.value.Sequences;
import dev.towline.render.value.Tuple;
import dev.towline.render.value.Types;
import dev.towline.render.value.Undefined;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Filters that make, cut and join lists. */
final class ListFilters {
    private ListFilters() {}

    static Map<String, Filter> all() {
        Map<String, Filter> all = new HashMap<>();
        all.put("length", Filter.plain(v -> (long) Sequences.length(v)));
        all.put("count", Filter.plain(v -> (long) Sequences.length(v)));
        all.put("first", Filter.plain(v -> Sequences.items(v).stream().findFirst().orElseGet(() -> empty("first"))));
        all.put("last", Filter.plain(v -> {
            List<Object> items = Sequences.items(v);
            return items.isEmpty() ? empty("last") : items.getLast();
        }));
        all.put("list", Filter.plain(Sequences::list));
        all.put("reverse", Filter.plain(v -> {
            if (v instanceof String text) {
                return new StringBuilder(text).reverse().toString();
            }
            List<Object> items = Sequences.list(v);
            Collections.reverse(items);
            return items;
        }));
        all.put("join", Filter.of(ListFilters::join, "d", "attribute"));
        all.put("batch", Filter.of(ListFilters::batch, "*linecount", "fill_with"));
        all.put("slice", Filter.of(ListFilters::slice, "*slices", "fill_with"));
        all.put("flatten", Filter.of((v, a) -> {
            List<Object> out = new ArrayList<>();
            flatten(Sequences.items(v), a.has("levels") ? a.integer("levels") : Limits.DEPTH,
                    a.flag("skip_nulls", true), out, 0);
            return out;
        }, "levels", "skip_nulls"));
        all.put("zip", (v, describe, arguments, library) -> zip(v, arguments, false));
        all.put("zip_longest", (v, describe, arguments, library) -> zip(v, arguments, true));
        all.put("product", (v, describe, arguments, library) -> {
            if (!arguments.named().isEmpty()) {
                throw new PyError("product with repeat is not supported here", "give the lists");
            }
            List<Object> out = new ArrayList<>();
            Combinations.product(lists(v, arguments), new ArrayList<>(), out);
            return out;
        });
        all.put("combinations",
                Filter.of((v, a) -> Combinations.choose(Sequences.items(v), a.integer("r"), false), "*r"));
        all.put("permutations", Filter.of((v, a) -> Combinations.choose(Sequences.items(v),
                a.integer("r", Sequences.length(v)), true), "r"));
        return all;
    }

    private static Object empty(String which) {
        return new Undefined("no " + which + " item, the sequence was empty", "add | default(...)");
    }

    private static Object join(Object value, Bound a) {
        UnaryOperator<Object> getter = Attribute.given(a);
        String separator = TextFilters.text(a.get("d", ""));
        StringBuilder out = new StringBuilder();
        boolean first = true;
        for (Object item : Sequences.items(value)) {
            String text = TextFilters.text(getter.apply(item));
            Limits.text((long) out.length() + separator.length() + text.length());
            Work.spend(separator.length() + text.length());
            out.append(first ? "" : separator).append(text);
            first = false;
        }
        return out.toString();
    }

    private static Object batch(Object value, Bound a) {
        long size = a.integer("linecount");
        if (size <= 0) {
            throw new PyError("batch wants a positive size");
        }
        List<Object> rows = new ArrayList<>();
        List<Object> row = new ArrayList<>();
        for (Object item : Sequences.items(value)) {
            if (row.size() == size) {
                rows.add(row);
                row = new ArrayList<>();
            }
            Work.item();
            row.add(item);
        }
        if (!row.isEmpty()) {
            Limits.items(size);
            while (a.has("fill_with") && row.size() < size) {
                row.add(a.get("fill_with"));
            }
            rows.add(row);
        }
        return rows;
    }

    private static Object slice(Object value, Bound a) {
        List<Object> items = Sequences.items(value);
        long slices = a.integer("slices");
        if (slices <= 0) {
            throw new PyError("slice wants a positive number");
        }
        int count = Limits.items(slices);
        int each = items.size() / count;
        int more = items.size() % count;
        List<Object> out = new ArrayList<>();
        int at = 0;
        for (int i = 0; i < count; i++) {
            int end = at + each + (i < more ? 1 : 0);
            Work.keep(Work.ITEM + 8L * (end - at));
            Work.spend(4L + end - at);
            List<Object> part = new ArrayList<>(items.subList(at, end));
            if (a.has("fill_with") && i >= more) {
                part.add(a.get("fill_with"));
            }
            out.add(part);
            at = end;
        }
        return out;
    }

    private static void flatten(List<Object> items, long levels, boolean skipNulls, List<Object> out, int depth) {
        Limits.depth(depth);
        for (Object item : items) {
            Work.item();
            boolean none = item == PyNone.NONE || item.equals("None") || item.equals("null");
            if (skipNulls && none) {
                continue;
            }
            if (item instanceof List<?> && levels >= 1) {
                flatten(Sequences.items(item), levels - 1, skipNulls, out, depth + 1);
            } else {
                Limits.items(out.size() + 1L);
                out.add(item);
            }
        }
    }

    private static List<List<Object>> lists(Object value, Arguments arguments) {
        List<List<Object>> lists = new ArrayList<>();
        lists.add(Sequences.items(value));
        arguments.positional().forEach(each -> lists.add(Sequences.items(each)));
        return lists;
    }

    private static Object zip(Object value, Arguments arguments, boolean longest) {
        Object fill = arguments.named().getOrDefault("fillvalue", PyNone.NONE);
        if (arguments.named().size() > (longest && arguments.named().containsKey("fillvalue") ? 1 : 0)) {
            throw new PyError("zip was given a named argument that is not supported here");
        }
        List<List<Object>> lists = lists(value, arguments);
        int length = lists.stream().mapToInt(List::size).reduce(longest ? Math::max : Math::min).orElse(0);
        List<Object> rows = new ArrayList<>();
        Limits.items(length);
        for (int i = 0; i < length; i++) {
            Work.spend(4L + lists.size());
            Work.keep(Work.ITEM + 8L * lists.size());
            List<Object> row = new ArrayList<>();
            for (List<Object> list : lists) {
                row.add(i < list.size() ? list.get(i) : fill);
            }
            rows.add(Tuple.copyOf(row));
        }
        return rows;
    }

    static boolean isList(Object value) {
        return value instanceof List<?> || Types.name(value).equals("list");
    }
}
