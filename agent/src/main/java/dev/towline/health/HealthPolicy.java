package dev.towline.health;

import java.time.Duration;
import java.util.List;

/**
 * What must be true of a site, and for how long.
 *
 * @param passes consecutive rounds in which every check passes
 * @param interval between two rounds
 * @param deadline until when the passes must be together
 * @param soak how long the site is watched after a switch
 */
public record HealthPolicy(List<HealthCheck> checks, int passes, Duration interval, Duration deadline, Duration soak) {
    public HealthPolicy {
        checks = List.copyOf(checks);
        if (passes < 1) {
            throw new IllegalArgumentException("at least one pass, not " + passes);
        }
    }
}
