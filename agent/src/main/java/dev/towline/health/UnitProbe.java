package dev.towline.health;

import dev.towline.host.Services;
import dev.towline.host.UnitState;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A unit that crash-loops looks active most of the time; so it remembers each unit's last look and tells what changed since. */
final class UnitProbe {
    private final Services services;
    private final Map<String, UnitState> looks = new ConcurrentHashMap<>();

    UnitProbe(Services services) {
        this.services = services;
    }

    void probe(HealthCheck.Unit check) throws ProbeFailure {
        UnitState now = services.state(check.unit());
        UnitState before = looks.put(check.unit(), now);
        if (!now.running()) {
            throw new ProbeFailure(check.unit() + " is " + now.active().name().toLowerCase(Locale.ROOT)
                    + (now.known() ? ", wanted active" : "; the service manager does not know it"));
        }
        if (before == null) {
            return;
        }
        if (now.restarts() > before.restarts()) {
            throw new ProbeFailure(check.unit() + " crashed and was restarted by the service manager (restarts "
                    + before.restarts() + " -> " + now.restarts() + ")");
        }
        if (before.running() && before.mainPid() != 0 && now.mainPid() != before.mainPid()) {
            throw new ProbeFailure(check.unit() + " was restarted between two looks (main process " + before.mainPid()
                    + " -> " + now.mainPid() + ")");
        }
    }
}
