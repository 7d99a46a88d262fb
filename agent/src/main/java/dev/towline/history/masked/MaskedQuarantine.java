package dev.towline.history.masked;

import dev.towline.desired.TargetName;
import dev.towline.history.Pair;
import dev.towline.history.Quarantine;
import dev.towline.secret.Masker;
import java.util.List;
import java.util.Optional;

/** Masks the reasons. */
final class MaskedQuarantine implements Quarantine {
    private final Quarantine store;
    private final Masker masker;

    MaskedQuarantine(Quarantine store, Masker masker) {
        this.store = store;
        this.masker = masker;
    }

    @Override
    public void add(Entry entry) {
        store.add(new Entry(entry.target(), entry.pair(), entry.cause(), masker.mask(entry.reason()), entry.since()));
    }

    @Override
    public Optional<Entry> find(TargetName target, Pair pair) {
        return store.find(target, pair);
    }

    @Override
    public List<Entry> of(TargetName target) {
        return store.of(target);
    }

    @Override
    public int clear(TargetName target) {
        return store.clear(target);
    }
}
