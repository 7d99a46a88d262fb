package dev.towline.render.value;

import java.util.AbstractMap.SimpleEntry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Python's dict: in insertion order, and with 1, 1.0 and True as one key, which keeps its first form. */
public final class Dict {
    private final Map<Object, SimpleEntry<Object, Object>> entries = new LinkedHashMap<>();

    public static Dict of(Object... keysAndValues) {
        Dict dict = new Dict();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            dict.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        return dict;
    }

    public Dict copy() {
        Dict copy = new Dict();
        copy.putAll(this);
        return copy;
    }

    public void put(Object key, Object value) {
        Work.item();
        SimpleEntry<Object, Object> known = entries.putIfAbsent(canonical(key), new SimpleEntry<>(key, value));
        if (known != null) {
            known.setValue(value);
        }
    }

    public void putAll(Dict other) {
        other.entries().forEach(entry -> put(entry.getKey(), entry.getValue()));
    }

    public Optional<Object> find(Object key) {
        return Optional.ofNullable(entries.get(canonical(key))).map(Map.Entry::getValue);
    }

    public Object getOr(Object key, Object otherwise) {
        SimpleEntry<Object, Object> found = entries.get(canonical(key));
        return found == null ? otherwise : found.getValue();
    }

    public boolean contains(Object key) {
        return entries.containsKey(canonical(key));
    }

    public Optional<Object> remove(Object key) {
        return Optional.ofNullable(entries.remove(canonical(key))).map(Map.Entry::getValue);
    }

    public void clear() {
        entries.clear();
    }

    public int size() {
        return entries.size();
    }

    public boolean isEmpty() {
        return entries.isEmpty();
    }

    public List<Object> keys() {
        List<Object> keys = made();
        entries.values().forEach(entry -> keys.add(entry.getKey()));
        return keys;
    }

    public List<Object> values() {
        List<Object> values = made();
        entries.values().forEach(entry -> values.add(entry.getValue()));
        return values;
    }

    public List<Object> items() {
        List<Object> items = made();
        entries.values().forEach(entry -> items.add(Tuple.of(entry.getKey(), entry.getValue())));
        return items;
    }

    private List<Object> made() {
        Work.spend(entries.size());
        Work.keep((long) entries.size() * Work.ITEM);
        return new ArrayList<>(entries.size());
    }

    public Collection<? extends Map.Entry<Object, Object>> entries() {
        return entries.values();
    }

    /** What Python's hash and equality see of a key. */
    private static Object canonical(Object key) {
        return canonical(key, 0);
    }

    private static Object canonical(Object key, int depth) {
        Limits.depth(depth);
        Work.spend(key instanceof String text ? 2 + text.length() / 64 : 2);
        return switch (key) {
            case String text -> text;
            case Boolean flag -> flag ? 1L : 0L;
            case Double number when number == Math.rint(number) && Math.abs(number) < 1L << 53 -> number.longValue();
            case Markup markup -> markup.text();
            case Tuple tuple -> {
                Work.keep(Work.ITEM + 8L * tuple.size());
                yield Tuple.copyOf(tuple.stream().map(item -> canonical(item, depth + 1)).toList());
            }
            default -> {
                Types.requireHashable(key);
                yield key;
            }
        };
    }
}
