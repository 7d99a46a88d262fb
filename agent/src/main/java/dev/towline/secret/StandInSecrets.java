package dev.towline.secret;

import java.util.List;
import java.util.Optional;

/** A value for every name, for looking at a config repo away from its host. */
public final class StandInSecrets implements SecretStore {
    @Override
    public Optional<Secret> find(SecretRef ref) {
        return Optional.of(Secret.of("stand-in-for-" + ref.name()));
    }

    @Override
    public Secret findOrMake(SecretRef ref, int length) {
        return Secret.of("s".repeat(length));
    }

    @Override
    public Optional<String> file(SecretRef ref) {
        return Optional.of("/etc/towline/secrets/" + ref.name());
    }

    @Override
    public List<String> places(SecretRef ref) {
        return List.of("/etc/towline/secrets/" + ref.name());
    }

    @Override
    public String generation(String owner) {
        return "";
    }
}
