package dev.towline.render.value;

import dev.towline.render.value.Attributes.Method;
import java.util.List;
import java.util.Map;

/** The methods of dict. */
final class DictMethods {
    static final Map<String, Method> ALL = Map.ofEntries(
            Map.entry("keys", Method.of((self, a) -> dict(self).keys())),
            Map.entry("values", Method.of((self, a) -> dict(self).values())),
            Map.entry("items", Method.of((self, a) -> dict(self).items())),
            Map.entry("copy", Method.of((self, a) -> dict(self).copy())),
            Map.entry("get",
                    Method.of((self, a) -> dict(self).getOr(a.get("key"), a.get("default")), "*key", "default")),
            Map.entry("setdefault", Method.of((self, a) -> {
                if (!dict(self).contains(a.get("key"))) {
                    dict(self).put(a.get("key"), a.get("default"));
                }
                return dict(self).getOr(a.get("key"), PyNone.NONE);
            }, "*key", "default")),
            Map.entry("pop", Method.of((self, a) -> dict(self).remove(a.get("key")).orElseGet(() -> {
                if (!a.values().containsKey("default")) {
                    throw new PyError("pop: the dict has no such key", "give a default: pop(key, none)");
                }
                return a.get("default");
            }), "*key", "default")),
            Map.entry("clear", Method.of((self, a) -> {
                dict(self).clear();
                return PyNone.NONE;
            })),
            Map.entry("update", (self, describe, arguments) -> {
                if (arguments.positional().size() > 1) {
                    throw new PyError(describe + " takes at most one positional argument");
                }
                arguments.positional().forEach(other -> dict(self).putAll(from(other)));
                arguments.named().forEach(dict(self)::put);
                Limits.items(dict(self).size());
                return PyNone.NONE;
            }));

    private DictMethods() {}

    private static Dict dict(Object self) {
        return (Dict) self;
    }

    /** {@code dict(value)}: of a dict or of pairs. */
    static Dict from(Object value) {
        if (value instanceof Dict dict) {
            return dict.copy();
        }
        Dict result = new Dict();
        for (Object pair : Sequences.items(value)) {
            List<Object> items = Sequences.items(pair);
            if (items.size() != 2) {
                throw new PyError("a dict is made of pairs, got " + items.size() + " items");
            }
            result.put(items.get(0), items.get(1));
        }
        return result;
    }
}
