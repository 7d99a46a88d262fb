package dev.towline.history.memory;

import dev.towline.desired.TargetName;
import dev.towline.history.Pair;
import dev.towline.history.Targets;
import dev.towline.history.Unfinished;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** One memory a target; a target is known once something of it was remembered. */
final class MemoryTargets implements Targets {
    private static final class Memory {
        private @Nullable Pair good;
        private Set<Unfinished> unfinished = Set.of();
        private List<String> waiting = List.of();
    }

    private final TreeMap<TargetName, Memory> memories = new TreeMap<>();
    private final MemoryQuarantine quarantine;
    private final MemoryDecisions decisions;

    MemoryTargets(MemoryQuarantine quarantine, MemoryDecisions decisions) {
        this.quarantine = quarantine;
        this.decisions = decisions;
    }

    private Memory make(TargetName target) {
        return memories.computeIfAbsent(target, t -> new Memory());
    }

    private Memory look(TargetName target) {
        Memory memory = memories.get(target);
        return memory == null ? new Memory() : memory;
    }

    @Override
    public synchronized Optional<Pair> lastGood(TargetName target) {
        return Optional.ofNullable(look(target).good);
    }

    @Override
    public synchronized void lastGood(TargetName target, Pair pair) {
        make(target).good = pair;
    }

    @Override
    public synchronized Set<Unfinished> unfinished(TargetName target) {
        return look(target).unfinished;
    }

    @Override
    public synchronized void unfinished(TargetName target, Set<Unfinished> work) {
        if (!unfinished(target).equals(work)) {
            make(target).unfinished = Set.copyOf(work);
        }
    }

    @Override
    public synchronized List<String> waiting(TargetName target) {
        return look(target).waiting;
    }

    @Override
    public synchronized void waiting(TargetName target, List<String> statements) {
        if (!waiting(target).equals(statements)) {
            make(target).waiting = List.copyOf(statements);
        }
    }

    @Override
    public synchronized Set<TargetName> known() {
        Set<TargetName> known = new TreeSet<>(memories.keySet());
        known.addAll(decisions.known());
        return known;
    }

    @Override
    public synchronized void forget(TargetName target) {
        memories.remove(target);
        quarantine.clear(target);
        decisions.forget(target);
    }
}
