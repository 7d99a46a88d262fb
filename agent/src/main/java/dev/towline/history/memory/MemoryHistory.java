package dev.towline.history.memory;

import dev.towline.history.Decisions;
import dev.towline.history.Deployments;
import dev.towline.history.History;
import dev.towline.history.Inventory;
import dev.towline.history.Journal;
import dev.towline.history.Quarantine;
import dev.towline.history.Retention;
import dev.towline.history.Sources;
import dev.towline.history.Targets;

/** A history in memory. Closing it forgets nothing, so that a simulated host hands it to the next life of its agent. */
public final class MemoryHistory implements History {
    private final MemoryInventory inventory;
    private final MemoryJournal journal;
    private final MemoryDeployments deployments;
    private final MemoryQuarantine quarantine = new MemoryQuarantine();
    private final MemoryDecisions decisions = new MemoryDecisions();
    private final MemoryTargets targets;
    private final MemorySources sources = new MemorySources();

    public MemoryHistory() {
        this(Retention.STANDARD);
    }

    public MemoryHistory(Retention retention) {
        MemoryContent content = new MemoryContent();
        this.inventory = new MemoryInventory(content);
        this.journal = new MemoryJournal(content, inventory);
        this.deployments = new MemoryDeployments(retention);
        this.targets = new MemoryTargets(quarantine, decisions);
    }

    @Override
    public Journal journal() {
        return journal;
    }

    @Override
    public Deployments deployments() {
        return deployments;
    }

    @Override
    public Inventory inventory() {
        return inventory;
    }

    @Override
    public Quarantine quarantine() {
        return quarantine;
    }

    @Override
    public Targets targets() {
        return targets;
    }

    @Override
    public Sources sources() {
        return sources;
    }

    @Override
    public Decisions decisions() {
        return decisions;
    }

    @Override
    public void close() {}
}
