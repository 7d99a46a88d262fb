package dev.towline.history.memory;

import dev.towline.desired.TargetName;
import dev.towline.history.Inventory;
import dev.towline.history.Owned;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What is ours, by target. */
final class MemoryInventory implements Inventory {
    private static final Comparator<Owned> ORDER = Comparator.comparing((Owned owned) -> owned.kind().name())
            .thenComparing(Owned::name);

    private final TreeMap<TargetName, List<Owned>> owned = new TreeMap<>();
    private final MemoryContent content;

    MemoryInventory(MemoryContent content) {
        this.content = content;
    }

    @Override
    public synchronized List<Owned> of(TargetName target) {
        return owned.getOrDefault(target, List.of());
    }

    @Override
    public synchronized List<Owned> all() {
        return owned.values().stream().flatMap(Collection::stream).toList();
    }

    @Override
    public synchronized Set<TargetName> owners() {
        return new TreeSet<>(owned.keySet());
    }

    @Override
    public synchronized void replace(TargetName target, Collection<Owned> things) {
        TreeSet<Owned> sorted = new TreeSet<>(ORDER);
        for (Owned thing : things) {
            check(target, thing, sorted.add(thing));
        }
        sorted.stream().map(Owned::original).filter(Objects::nonNull).forEach(content::named);
        if (sorted.isEmpty()) {
            owned.remove(target);
        } else {
            owned.put(target, List.copyOf(sorted));
        }
    }

    private void check(TargetName target, Owned thing, boolean first) {
        if (!thing.target().equals(target)) {
            throw new IllegalArgumentException(thing.name() + " belongs to " + thing.target() + ", not " + target);
        }
        if (!first) {
            throw new IllegalArgumentException(
                    "the inventory of " + target + " names " + thing.kind() + " " + thing.name() + " twice");
        }
        String original = thing.original();
        if (original != null && !content.holds(original)) {
            throw new IllegalStateException("the original of " + thing.name() + " is not kept as " + original);
        }
    }

    synchronized Set<String> originals() {
        return owned.values().stream().flatMap(Collection::stream).map(Owned::original).filter(Objects::nonNull)
                .collect(Collectors.toSet());
    }
}
