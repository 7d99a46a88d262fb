package dev.towline.history.masked;

import dev.towline.history.Decisions;
import dev.towline.history.Deployments;
import dev.towline.history.History;
import dev.towline.history.Inventory;
import dev.towline.history.Journal;
import dev.towline.history.Quarantine;
import dev.towline.history.Sources;
import dev.towline.history.Targets;
import dev.towline.secret.Masker;

/** Masks what is written to another store. */
public final class MaskedHistory implements History {
    private final History store;
    private final Journal journal;
    private final MaskedDeployments deployments;
    private final Quarantine quarantine;
    private final Targets targets;
    private final Sources sources;
    private final Decisions decisions;

    public MaskedHistory(History store, Masker masker) {
        this.store = store;
        this.journal = new MaskedJournal(store.journal(), masker);
        this.deployments = new MaskedDeployments(store.deployments(), masker);
        this.quarantine = new MaskedQuarantine(store.quarantine(), masker);
        this.targets = new MaskedTargets(store.targets(), masker);
        this.sources = new MaskedSources(store.sources(), masker);
        this.decisions = new MaskedDecisions(store.decisions(), masker);
    }

    @Override
    public Journal journal() {
        return journal;
    }

    @Override
    public Deployments deployments() {
        return deployments;
    }

    /** Names, digests and owners; no text of a program. */
    @Override
    public Inventory inventory() {
        return store.inventory();
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
    public void close() {
        deployments.flush();
        store.close();
    }
}
