package dev.towline.history.memory;

import dev.towline.desired.TargetName;
import dev.towline.history.Decision;
import dev.towline.history.Decisions;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A map a target, by kind. */
final class MemoryDecisions implements Decisions {
    private final Map<TargetName, EnumMap<Decision.Kind, Decision>> all = new HashMap<>();

    @Override
    public synchronized List<Decision> of(TargetName target) {
        Map<Decision.Kind, Decision> its = all.get(target);
        return its == null ? List.of() : List.copyOf(its.values());
    }

    @Override
    public synchronized void put(TargetName target, Decision decision) {
        all.computeIfAbsent(target, t -> new EnumMap<>(Decision.Kind.class)).put(decision.kind(), decision);
    }

    @Override
    public synchronized void end(TargetName target, Decision.Kind kind) {
        Map<Decision.Kind, Decision> its = all.get(target);
        if (its != null) {
            its.remove(kind);
        }
    }

    synchronized Set<TargetName> known() {
        return Set.copyOf(all.keySet());
    }

    synchronized void forget(TargetName target) {
        all.remove(target);
    }
}
