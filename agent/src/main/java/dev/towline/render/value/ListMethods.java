package dev.towline.render.value;

import dev.towline.render.value.Attributes.Method;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The methods of list; those of tuple and range are its first part. */
final class ListMethods {
    static final Map<String, Method> READ = Map.of(
            "index", Method.of((self, a) -> (long) index(list(self), a.get("value")), "*value"),
            "count", Method.of((self, a) -> list(self).stream()
                    .filter(item -> Comparison.equal(item, a.get("value"))).count(), "*value"));

    static final Map<String, Method> ALL = all();

    private ListMethods() {}

    private static Map<String, Method> all() {
        Map<String, Method> methods = new HashMap<>(READ);
        methods.put("append", Method.of((self, a) -> {
            list(self).add(a.get("object"));
            Limits.items(list(self).size());
            return PyNone.NONE;
        }, "*object"));
        methods.put("extend", Method.of((self, a) -> {
            List<Object> more = Sequences.list(a.get("iterable"));
            Limits.items((long) list(self).size() + more.size());
            list(self).addAll(more);
            return PyNone.NONE;
        }, "*iterable"));
        methods.put("insert", Method.of((self, a) -> {
            int size = Limits.items(list(self).size() + 1L) - 1;
            Work.spend(size / 8);
            long at = a.integer("index");
            list(self).add(Math.clamp(at < 0 ? at + size : at, 0, size), a.get("object"));
            return PyNone.NONE;
        }, "*index", "*object"));
        methods.put("remove", Method.of((self, a) -> {
            list(self).remove(index(list(self), a.get("value")));
            return PyNone.NONE;
        }, "*value"));
        methods.put("pop", Method.of((self, a) -> {
            long at = a.integer("index", -1);
            at += at < 0 ? list(self).size() : 0;
            if (at < 0 || at >= list(self).size()) {
                throw new PyError("pop: no such item");
            }
            return list(self).remove((int) at);
        }, "index"));
        methods.put("reverse", Method.of((self, a) -> {
            Collections.reverse(list(self));
            return PyNone.NONE;
        }));
        methods.put("clear", Method.of((self, a) -> {
            list(self).clear();
            return PyNone.NONE;
        }));
        methods.put("copy", Method.of((self, a) -> new ArrayList<>(list(self))));
        return Map.copyOf(methods);
    }

    @SuppressWarnings("unchecked")
    private static List<Object> list(Object self) {
        return (List<Object>) self;
    }

    private static int index(List<Object> list, Object value) {
        for (int i = 0; i < list.size(); i++) {
            if (Comparison.equal(list.get(i), value)) {
                return i;
            }
        }
        throw new PyError("the value is not in the list", "ask first: value in list");
    }
}
