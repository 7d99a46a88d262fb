package dev.towline.render.filter;

import dev.towline.render.value.Limits;
import dev.towline.render.value.Work;
import dev.towline.render.value.Arguments;
import dev.towline.render.value.Arithmetic;
import dev.towline.render.value.Bound;
import dev.towline.render.value.Comparison;
import dev.towline.render.value.Dict;
import dev.towline.render.value.PyError;
import dev.towline.render.value.PyNone;
import dev.towline.render.value.Sequences;
import dev.towline.render.value.Truth;
import dev.towline.render.value.Tuple;
import dev.towline.render.value.Types;
import dev.towline.render.value.Undefined;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Filters on dicts and lists of dicts. */
final class DictFilters {
    private DictFilters() {}

    static Map<String, Filter> all() {
        Map<String, Filter> all = new HashMap<>();
        all.put("items", Filter.plain(v -> dict(v).items()));
        all.put("dict2items", Filter.of((v, a) -> {
            List<Object> out = new ArrayList<>();
            dict(v).entries()
                    .forEach(e -> out
                            .add(kept(Dict.of(a.get("key_name", "key"), e.getKey(), a.get("value_name", "value"),
                                    e.getValue()))));
            return out;
        }, "key_name", "value_name"));
        all.put("items2dict", Filter.of((v, a) -> {
            Dict out = new Dict();
            list(v).forEach(
                    item -> out.put(field(item, a.get("key_name", "key")), field(item, a.get("value_name", "value"))));
            return out;
        }, "key_name", "value_name"));
        all.put("combine", (v, describe, arguments, library) -> combine(v, arguments));
        all.put("extract", Filter.of(DictFilters::extract, "*container", "morekeys"));
        all.put("subelements", Filter.of(DictFilters::subelements, "*subelements", "skip_missing"));
        all.put("rekey_on_member", Filter.of(DictFilters::rekey, "*key", "duplicates"));
        return all;
    }

    private static Dict kept(Dict small) {
        Work.keep(6L * Work.ITEM);
        return small;
    }

    private static Dict dict(Object value) {
        if (value instanceof Dict dict) {
            return dict;
        }
        throw new PyError("a dict is needed, not " + Types.name(value));
    }

    private static List<Object> list(Object value) {
        if (value instanceof List<?>) {
            return Sequences.items(value);
        }
        throw new PyError("a list is needed, not " + Types.name(value));
    }

    private static Object field(Object item, Object key) {
        return dict(item).find(key).orElseThrow(() -> new PyError("a dict of the list lacks a key that is asked for"));
    }

    private static Object combine(Object value, Arguments arguments) {
        Map<String, Object> named = new HashMap<>(arguments.named());
        Object deep = named.remove("recursive");
        Object mode = named.remove("list_merge");
        if (!named.isEmpty()) {
            throw new PyError("combine takes recursive and list_merge only");
        }
        List<Object> dicts = new ArrayList<>();
        List<Object> terms = new ArrayList<>(List.of(value));
        terms.addAll(arguments.positional());
        for (Object term : terms) {
            if (term instanceof List<?>) {
                dicts.addAll(Sequences.items(term));
            } else if (term != PyNone.NONE) {
                dicts.add(term);
            }
        }
        if (dicts.isEmpty()) {
            return new Dict();
        }
        Object result = dicts.getLast();
        for (int i = dicts.size() - 2; i >= 0; i--) {
            result = merge(dict(dicts.get(i)), dict(result), deep != null && Truth.of(deep),
                    mode == null ? "replace" : Types.text(mode), 0);
        }
        return result;
    }

    private static Dict merge(Dict low, Dict high, boolean deep, String mode, int depth) {
        Limits.depth(depth);
        Dict merged = low.copy();
        for (Map.Entry<Object, Object> entry : high.entries()) {
            Object old = merged.getOr(entry.getKey(), PyNone.NONE);
            Object value = entry.getValue();
            if (old instanceof Dict a && value instanceof Dict b && deep) {
                value = merge(a, b, true, mode, depth + 1);
            } else if (old instanceof List<?> && value instanceof List<?> && !(old instanceof Tuple)
                    && !(value instanceof Tuple)) {
                value = mergeLists(Sequences.items(old), Sequences.items(value), mode);
            }
            merged.put(entry.getKey(), value);
        }
        return merged;
    }

    private static Object mergeLists(List<Object> low, List<Object> high, String mode) {
        return switch (mode) {
            case "replace" -> high;
            case "keep" -> low;
            case "append" -> Arithmetic.add(low, high);
            case "prepend" -> Arithmetic.add(high, low);
            case "append_rp" -> Arithmetic.add(without(low, high), high);
            case "prepend_rp" -> Arithmetic.add(high, without(low, high));
            default -> throw new PyError("combine: unknown list_merge",
                    "use replace, keep, append, prepend, append_rp or prepend_rp");
        };
    }

    private static List<Object> without(List<Object> low, List<Object> high) {
        List<Object> rest = new ArrayList<>();
        for (Object item : low) {
            if (!Comparison.contains(high, item)) {
                rest.add(item);
            }
        }
        return rest;
    }

    private static Object extract(Object value, Bound a) {
        List<Object> keys = new ArrayList<>(List.of(value));
        Object more = a.get("morekeys");
        if (more instanceof List<?>) {
            keys.addAll(Sequences.items(more));
        } else if (more != PyNone.NONE) {
            keys.add(more);
        }
        Object found = a.get("container");
        for (Object key : keys) {
            found = Sequences.item(found, key);
        }
        return found;
    }

    private static Object subelements(Object value, Bound a) {
        List<Object> elements = value instanceof Dict dict ? dict.values() : list(value);
        List<Object> path = a.get("subelements") instanceof String dotted
                ? List.of((Object[]) dotted.substring(0, Math.min(dotted.length(), 1_000)).split("\\.", -1))
                : list(a.get("subelements"));
        List<Object> out = new ArrayList<>();
        for (Object element : elements) {
            Object found = element;
            for (Object key : path) {
                Object next = dict(found).getOr(key, Undefined.item(found));
                if (next instanceof Undefined undefined) {
                    if (!a.flag("skip_missing", false)) {
                        throw undefined.error();
                    }
                    next = List.of();
                    found = next;
                    break;
                }
                found = next;
            }
            for (Object each : list(found)) {
                Work.keep(2L * Work.ITEM);
                Work.spend(8);
                Limits.items(out.size() + 1L);
                out.add(Tuple.of(element, each));
            }
        }
        return out;
    }

    private static Object rekey(Object value, Bound a) {
        boolean overwrite = a.text("duplicates", "error").equals("overwrite");
        Dict out = new Dict();
        for (Object item : value instanceof Dict dict ? dict.values() : list(value)) {
            Object key = field(item, a.get("key"));
            if (out.contains(key) && !overwrite) {
                throw new PyError("rekey_on_member: a key is not unique", "set duplicates='overwrite'");
            }
            out.put(key, item);
        }
        return out;
    }
}
