package dev.towline.history.masked;

import dev.towline.desired.TargetName;
import dev.towline.history.Decision;
import dev.towline.history.Decisions;
import dev.towline.secret.Masker;
import java.util.List;

/** Masks the reason that a person gave. */
final class MaskedDecisions implements Decisions {
    private final Decisions store;
    private final Masker masker;

    MaskedDecisions(Decisions store, Masker masker) {
        this.store = store;
        this.masker = masker;
    }

    @Override
    public List<Decision> of(TargetName target) {
        return store.of(target);
    }

    @Override
    public void put(TargetName target, Decision decision) {
        store.put(target, decision instanceof Decision.Suspend suspend
                ? new Decision.Suspend(masker.mask(suspend.reason()), suspend.said())
                : decision);
    }

    @Override
    public void end(TargetName target, Decision.Kind kind) {
        store.end(target, kind);
    }
}
