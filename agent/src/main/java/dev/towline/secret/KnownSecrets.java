package dev.towline.secret;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** A store whose every secret is known to the {@link Masker} before anybody gets it, other sites' too. */
public final class KnownSecrets implements SecretStore {
    private final FileSecretStore store;
    private final Masker masker;
    private final Map<String, String> generations = new ConcurrentHashMap<>();

    public KnownSecrets(FileSecretStore store, Masker masker) {
        this.store = store;
        this.masker = masker;
        masker.learn(store.all());
    }

    @Override
    public Optional<Secret> find(SecretRef ref) {
        Optional<Secret> found = store.find(ref);
        found.ifPresent(masker::learn);
        return found;
    }

    @Override
    public Secret findOrMake(SecretRef ref, int length) {
        Secret secret = store.findOrMake(ref, length);
        masker.learn(secret);
        return secret;
    }

    @Override
    public Optional<String> file(SecretRef ref) {
        return store.file(ref);
    }

    @Override
    public List<String> places(SecretRef ref) {
        return store.places(ref);
    }

    @Override
    public String generation(String owner) {
        String generation = store.generation(owner);
        if (!generation.equals(generations.put(owner, generation))) {
            masker.learn(store.all());
        }
        return generation;
    }
}
