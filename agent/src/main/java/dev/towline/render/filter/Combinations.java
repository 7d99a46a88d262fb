package dev.towline.render.filter;

import dev.towline.render.value.Work;
import dev.towline.render.value.Limits;
import dev.towline.render.value.Tuple;
import java.util.ArrayList;
import java.util.List;

/** Python's {@code itertools}. */
final class Combinations {
    private Combinations() {}

    static void product(List<List<Object>> lists, List<Object> chosen, List<Object> out) {
        Limits.depth(chosen.size());
        Work.spend(4);
        if (chosen.size() == lists.size()) {
            Work.keep(Work.ITEM + 8L * chosen.size());
            out.add(Tuple.copyOf(chosen));
            Limits.items(out.size());
            return;
        }
        for (Object item : lists.get(chosen.size())) {
            chosen.add(item);
            product(lists, chosen, out);
            chosen.removeLast();
        }
    }

    static List<Object> choose(List<Object> items, long length, boolean anyOrder) {
        List<Object> out = new ArrayList<>();
        if (length >= 0 && length <= items.size()) {
            Limits.depth((int) length);
            choose(items, (int) length, anyOrder, new ArrayList<>(), out);
        }
        return out;
    }

    private static void choose(List<Object> items, int length, boolean anyOrder, List<Integer> chosen,
            List<Object> out) {
        if (chosen.size() == length) {
            Work.keep(Work.ITEM + 8L * length);
            out.add(Tuple.copyOf(chosen.stream().map(items::get).toList()));
            Limits.items(out.size());
            return;
        }
        int last = chosen.isEmpty() ? -1 : chosen.getLast();
        for (int i = anyOrder ? 0 : last + 1; i < items.size(); i++) {
            Work.spend(4L + chosen.size());
            if (!chosen.contains(i)) {
                chosen.add(i);
                choose(items, length, anyOrder, chosen, out);
                chosen.removeLast();
            }
        }
    }
}
