package dev.towline.history.masked;

import dev.towline.desired.TargetName;
import dev.towline.history.Pair;
import dev.towline.history.Targets;
import dev.towline.secret.Masker;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Masks the statements that wait. */
final class MaskedTargets implements Targets {
    private final Targets store;
    private final Masker masker;

    MaskedTargets(Targets store, Masker masker) {
        this.store = store;
        this.masker = masker;
    }

    @Override
    public Optional<Pair> lastGood(TargetName target) {
        return store.lastGood(target);
    }

    @Override
    public void lastGood(TargetName target, Pair pair) {
        store.lastGood(target, pair);
    }

    @Override
    public Optional<Pinned> pinned(TargetName target) {
        return store.pinned(target);
    }

    @Override
    public void pin(TargetName target, Pinned pinned) {
        store.pin(target, pinned);
    }

    @Override
    public void unpin(TargetName target) {
        store.unpin(target);
    }

    @Override
    public boolean suspended(TargetName target) {
        return store.suspended(target);
    }

    @Override
    public void suspend(TargetName target, boolean suspended) {
        store.suspend(target, suspended);
    }

    @Override
    public Optional<String> approved(TargetName target) {
        return store.approved(target);
    }

    @Override
    public void approve(TargetName target, String plan) {
        store.approve(target, plan);
    }

    @Override
    public void unapprove(TargetName target) {
        store.unapprove(target);
    }

    @Override
    public List<String> waiting(TargetName target) {
        return store.waiting(target);
    }

    @Override
    public void waiting(TargetName target, List<String> statements) {
        store.waiting(target, statements.stream().map(masker::mask).toList());
    }

    @Override
    public Set<TargetName> known() {
        return store.known();
    }

    @Override
    public void forget(TargetName target) {
        store.forget(target);
    }
}
