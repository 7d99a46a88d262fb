package dev.towline.render;

import dev.towline.desired.ComponentSpec.SecretSpec;
import dev.towline.desired.Place;
import dev.towline.desired.SecretName;
import dev.towline.desired.TargetSpec;
import dev.towline.secret.Secret;
import dev.towline.secret.SecretException;
import dev.towline.secret.SecretRef;
import dev.towline.secret.SecretStore;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The secrets that one target may see. */
final class SecretValues {
    /** A shorter value stands in many texts by chance. */
    private static final int SHORTEST_TO_RECOGNISE = 6;

    private final TargetSpec target;
    private final SecretStore store;
    private final SortedMap<String, Secret> values = new TreeMap<>();

    private SecretValues(TargetSpec target, SecretStore store) {
        this.target = target;
        this.store = store;
    }

    static SecretValues of(TargetSpec target, SecretStore store, Problems problems) {
        SecretValues values = new SecretValues(target, store);
        SortedMap<String, Integer> wanted = new TreeMap<>();
        target.secrets().forEach(s -> wanted.putIfAbsent(s.value(), 0));
        target.components().forEach(c -> c.spec().secrets()
                .forEach((SecretSpec s) -> wanted.merge(s.name().value(), s.generate().orElse(0), Math::max)));
        wanted.forEach((name, length) -> values.resolve(name, length, problems));
        return values;
    }

    private void resolve(String name, int length, Problems problems) {
        SecretRef ref = new SecretRef(target.name().value(), name);
        Place place = Place.of(target.file());
        try {
            Optional<Secret> secret = length > 0 ? Optional.of(store.findOrMake(ref, length)) : store.find(ref);
            secret.ifPresentOrElse(s -> values.put(name, s), () -> problems.add(place.problem(
                    "the secret '" + name + "' is not on this host",
                    "write it to " + store.places(ref).getFirst() + ", readable by its owner alone (mode 0600)")));
        } catch (SecretException e) {
            problems.add(place.problem(e.why(), e.remedy()));
        }
    }

    Secret get(SecretName name) {
        Secret secret = values.get(name.value());
        if (secret == null) {
            throw new IllegalArgumentException("the secret '" + name + "' is not there");
        }
        return secret;
    }

    Optional<String> file(SecretName name) {
        return store.file(new SecretRef(target.name().value(), name.value()));
    }

    /** For the content of files, and for nothing else. */
    Map<String, Object> forContent() {
        return Map.of("secrets", Collections.unmodifiableMap(
                values.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, e -> e.getValue().reveal()))));
    }

    /** Whether one of them stands in the text as it is. */
    boolean isIn(String text) {
        return values.values().stream().map(Secret::reveal)
                .anyMatch(v -> v.length() >= SHORTEST_TO_RECOGNISE && text.contains(v));
    }
}
