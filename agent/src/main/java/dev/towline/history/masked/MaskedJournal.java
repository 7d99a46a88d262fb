package dev.towline.history.masked;

import dev.towline.desired.TargetName;
import dev.towline.history.DeploymentId;
import dev.towline.history.Journal;
import dev.towline.history.JournalEntry;
import dev.towline.history.Undo;
import dev.towline.secret.Masker;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/**
 * Masks what the steps are called. An inverse stays as it is, since it must be exact: it names paths and units, and commands whose words
 * never see a secret. The bytes of a replaced file are kept as they were, where root alone reads them.
 */
final class MaskedJournal implements Journal {
    private final Journal store;
    private final Masker masker;

    MaskedJournal(Journal store, Masker masker) {
        this.store = store;
        this.masker = masker;
    }

    @Override
    public void open(TargetName target, DeploymentId deployment) {
        store.open(target, deployment);
    }

    @Override
    public long intend(TargetName target, String step, Undo undo) {
        return store.intend(target, masker.mask(step), undo);
    }

    @Override
    public void done(TargetName target, long entry) {
        store.done(target, entry);
    }

    @Override
    public void undone(TargetName target, long entry) {
        store.undone(target, entry);
    }

    @Override
    public Optional<DeploymentId> openDeployment(TargetName target) {
        return store.openDeployment(target);
    }

    @Override
    public List<JournalEntry> entries(TargetName target) {
        return store.entries(target);
    }

    @Override
    public void close(TargetName target) {
        store.close(target);
    }

    @Override
    public String keep(InputStream content) {
        return store.keep(content);
    }

    @Override
    public InputStream kept(String reference) {
        return store.kept(reference);
    }
}
