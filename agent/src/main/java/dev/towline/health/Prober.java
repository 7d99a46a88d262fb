package dev.towline.health;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Asks one check once. */
@FunctionalInterface
public interface Prober {
    /**
     * Empty when it passed, otherwise why not, in words for people and without secrets.
     *
     * @param web where the site's web process is asked when the check names no endpoint
     */
    Optional<String> probe(HealthCheck check, @Nullable Endpoint web);
}
