package dev.towline.sim;

import dev.towline.health.Endpoint;
import dev.towline.health.HealthCheck;
import dev.towline.health.Prober;
import dev.towline.host.UnitState;
import dev.towline.host.sim.Serving;
import dev.towline.host.sim.SimHost;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Asks the simulated machine what the real probes would ask a real one. */
final class SimProber implements Prober {
    private final SimHost host;
    private final Machine machine;
    private final Map<String, Integer> restarts = new HashMap<>();

    SimProber(SimHost host, Machine machine) {
        this.host = host;
        this.machine = machine;
    }

    @Override
    public Optional<String> probe(HealthCheck check, @Nullable Endpoint web) {
        return switch (check) {
            case HealthCheck.Http http -> http(http.endpoint() == null ? web : http.endpoint(), http.host());
            case HealthCheck.Unit unit -> unit(unit.unit());
            case HealthCheck.Tcp c -> Optional.of("not asked here");
            case HealthCheck.Exec c -> Optional.of("not asked here");
            case HealthCheck.Sql c -> Optional.of("not asked here");
            case HealthCheck.Tls c -> Optional.of("not asked here");
        };
    }

    private Optional<String> http(@Nullable Endpoint endpoint, @Nullable String name) {
        return switch (endpoint) {
            case null -> Optional.of("nobody to ask");
            case Endpoint.Unix unix ->
                answers(unix.path(), name, false) ? Optional.empty() : Optional.of("no good answer of " + unix);
            case Endpoint.Port port ->
                machine.lets(port.port()).filter(socket -> answers(socket, name, true)).isPresent()
                        ? Optional.empty()
                        : Optional.of("no good answer of " + port);
        };
    }

    private boolean answers(String socket, @Nullable String name, boolean proxy) {
        Optional<Serving> serving = host.snapshotOfServing(socket);
        return machine.databaseUp() && serving.filter(Serving::healthy).isPresent()
                && machine.knows(serving.get(), name) && machine.answersNow(serving.get(), proxy);
    }

    /** As the real one: active, and not started anew by the manager since the last look. */
    private Optional<String> unit(String unit) {
        UnitState state = host.services().state(unit);
        Integer before = restarts.put(unit, state.restarts());
        if (!state.running()) {
            return Optional.of(unit + " is " + state.active());
        }
        return before != null && before < state.restarts() ? Optional.of(unit + " was restarted") : Optional.empty();
    }
}
