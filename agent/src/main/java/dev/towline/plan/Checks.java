package dev.towline.plan;

import dev.towline.health.HealthCheck;
import dev.towline.health.HealthPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Which checks are asked when. */
final class Checks {
    private static final Duration UNIT_TIMEOUT = Duration.ofSeconds(10);

    private Checks() {}

    /** Those that a web process answers by itself, on a socket of its own. */
    static List<HealthCheck> web(HealthPolicy health) {
        return health.checks().stream().filter(c -> c instanceof HealthCheck.Http http && http.endpoint() == null)
                .toList();
    }

    static List<HealthCheck> with(List<HealthCheck> checks, String unit) {
        return with(checks, Set.of(unit));
    }

    /** The checks, and that each unit runs and is not restarted meanwhile. */
    static List<HealthCheck> with(List<HealthCheck> checks, Collection<String> units) {
        List<HealthCheck> all = new ArrayList<>(checks);
        Set<String> covered = new TreeSet<>();
        checks.forEach(c -> {
            if (c instanceof HealthCheck.Unit unit) {
                covered.add(unit.unit());
            }
        });
        new TreeSet<>(units).stream().filter(u -> !covered.contains(u))
                .forEach(u -> all.add(new HealthCheck.Unit("unit " + u, u, UNIT_TIMEOUT)));
        return all;
    }
}
