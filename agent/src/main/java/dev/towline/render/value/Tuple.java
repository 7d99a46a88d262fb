package dev.towline.render.value;

import java.util.AbstractList;
import java.util.List;
import java.util.RandomAccess;

/** Python's tuple; {@code named} is the pair that {@code groupby} gives, with {@code .grouper} and {@code .list}. */
public final class Tuple extends AbstractList<Object> implements RandomAccess {
    private final List<Object> items;
    private final boolean group;

    private Tuple(List<Object> items, boolean group) {
        this.items = List.copyOf(items);
        this.group = group;
    }

    public static Tuple of(Object... items) {
        return new Tuple(List.of(items), false);
    }

    public static Tuple copyOf(List<Object> items) {
        return new Tuple(items, false);
    }

    public static Tuple group(Object grouper, List<Object> list) {
        return new Tuple(List.of(grouper, list), true);
    }

    public boolean isGroup() {
        return group;
    }

    @Override
    public Object get(int index) {
        return items.get(index);
    }

    @Override
    public int size() {
        return items.size();
    }
}
