package dev.towline.history.sqlite;

import dev.towline.desired.TargetName;
import dev.towline.history.Owned;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What makes one inventory of a target another. */
record InventoryChange(List<Owned> gone, List<Owned> put) {
    private record Key(Owned.Kind kind, String name) {
        static Key of(Owned owned) {
            return new Key(owned.kind(), owned.name());
        }
    }

    /** @throws IllegalArgumentException when the new one names a thing twice, or a thing of another target */
    static InventoryChange between(Collection<Owned> before, TargetName target, Collection<Owned> after) {
        Map<Key, Owned> old = LinkedHashMap.newLinkedHashMap(before.size());
        before.forEach(owned -> old.put(Key.of(owned), owned));
        Map<Key, Owned> wanted = LinkedHashMap.newLinkedHashMap(after.size());
        for (Owned owned : after) {
            if (!owned.target().equals(target)) {
                throw new IllegalArgumentException(owned.name() + " belongs to " + owned.target() + ", not " + target);
            }
            if (wanted.put(Key.of(owned), owned) != null) {
                throw new IllegalArgumentException(
                        "the inventory of " + target + " names " + owned.kind() + " " + owned.name() + " twice");
            }
        }
        List<Owned> put = wanted.entrySet().stream().filter(e -> !Objects.equals(old.get(e.getKey()), e.getValue()))
                .map(Map.Entry::getValue).toList();
        List<Owned> gone = old.entrySet().stream().filter(e -> !wanted.containsKey(e.getKey()))
                .map(Map.Entry::getValue).toList();
        return new InventoryChange(gone, put);
    }

    boolean isEmpty() {
        return gone.isEmpty() && put.isEmpty();
    }
}
