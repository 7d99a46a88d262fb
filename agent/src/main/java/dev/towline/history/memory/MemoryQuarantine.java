package dev.towline.history.memory;

import dev.towline.desired.TargetName;
import dev.towline.history.Pair;
import dev.towline.history.Quarantine;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Pairs that failed, the newest first. */
final class MemoryQuarantine implements Quarantine {
    private final Map<TargetName, Deque<Entry>> entries = new HashMap<>();

    @Override
    public synchronized void add(Entry entry) {
        if (find(entry.target(), entry.pair()).filter(entry::equals).isPresent()) {
            return;
        }
        Deque<Entry> known = entries.computeIfAbsent(entry.target(), t -> new ArrayDeque<>());
        known.removeIf(other -> other.pair().same(entry.pair()));
        known.addFirst(entry);
    }

    @Override
    public synchronized Optional<Entry> find(TargetName target, Pair pair) {
        return of(target).stream().filter(entry -> entry.pair().same(pair)).findFirst();
    }

    @Override
    public synchronized List<Entry> of(TargetName target) {
        Deque<Entry> known = entries.get(target);
        return known == null ? List.of() : List.copyOf(known);
    }

    @Override
    public synchronized int clear(TargetName target) {
        Deque<Entry> gone = entries.remove(target);
        return gone == null ? 0 : gone.size();
    }
}
