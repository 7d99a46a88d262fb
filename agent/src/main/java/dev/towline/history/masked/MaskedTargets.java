package dev.towline.history.masked;

import dev.towline.desired.TargetName;
import dev.towline.history.Pair;
import dev.towline.history.Targets;
import dev.towline.history.Unfinished;
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
    public Set<Unfinished> unfinished(TargetName target) {
        return store.unfinished(target);
    }

    @Override
    public void unfinished(TargetName target, Set<Unfinished> work) {
        store.unfinished(target, work);
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
