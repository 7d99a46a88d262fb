package dev.towline.history.masked;

import dev.towline.history.Sources;
import dev.towline.secret.Masker;
import java.util.List;
import java.util.Optional;

/** Masks the reasons. */
final class MaskedSources implements Sources {
    private final Sources store;
    private final Masker masker;

    MaskedSources(Sources store, Masker masker) {
        this.store = store;
        this.masker = masker;
    }

    @Override
    public Optional<Known> find(String name) {
        return store.find(name);
    }

    @Override
    public List<Known> all() {
        return store.all();
    }

    @Override
    public void put(Known one) {
        store.put(new Known(one.name(), one.url(), one.standing(), masker.mask(one.why()), one.revision(),
                one.lastSuccess()));
    }

    @Override
    public void forget(String name) {
        store.forget(name);
    }
}
