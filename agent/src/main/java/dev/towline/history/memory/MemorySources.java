package dev.towline.history.memory;

import dev.towline.history.Sources;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/** Sources by name. */
final class MemorySources implements Sources {
    private final Map<String, Known> known = new ConcurrentSkipListMap<>();

    @Override
    public Optional<Known> find(String name) {
        return Optional.ofNullable(known.get(name));
    }

    @Override
    public List<Known> all() {
        return List.copyOf(known.values());
    }

    @Override
    public void put(Known one) {
        known.put(one.name(), one);
    }

    @Override
    public void forget(String name) {
        known.remove(name);
    }
}
