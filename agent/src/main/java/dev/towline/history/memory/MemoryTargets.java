package dev.towline.history.memory;

import dev.towline.desired.TargetName;
import dev.towline.history.Pair;
import dev.towline.history.Targets;
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
        private @Nullable Pinned pinned;
        private boolean suspended;
        private @Nullable String approved;
        private List<String> waiting = List.of();
    }

    private final TreeMap<TargetName, Memory> memories = new TreeMap<>();
    private final MemoryQuarantine quarantine;

    MemoryTargets(MemoryQuarantine quarantine) {
        this.quarantine = quarantine;
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
    public synchronized Optional<Pinned> pinned(TargetName target) {
        return Optional.ofNullable(look(target).pinned);
    }

    @Override
    public synchronized void pin(TargetName target, Pinned pinned) {
        make(target).pinned = pinned;
    }

    @Override
    public synchronized void unpin(TargetName target) {
        look(target).pinned = null;
    }

    @Override
    public synchronized boolean suspended(TargetName target) {
        return look(target).suspended;
    }

    @Override
    public synchronized void suspend(TargetName target, boolean suspended) {
        if (suspended(target) != suspended) {
            make(target).suspended = suspended;
        }
    }

    @Override
    public synchronized Optional<String> approved(TargetName target) {
        return Optional.ofNullable(look(target).approved);
    }

    @Override
    public synchronized void approve(TargetName target, String plan) {
        make(target).approved = plan;
    }

    @Override
    public synchronized void unapprove(TargetName target) {
        look(target).approved = null;
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
        return new TreeSet<>(memories.keySet());
    }

    @Override
    public synchronized void forget(TargetName target) {
        memories.remove(target);
        quarantine.clear(target);
    }
}
