package dev.towline.host.local;

import dev.towline.host.HostException;
import dev.towline.host.HostException.Kind;
import dev.towline.host.Services;
import dev.towline.host.UnitState;
import dev.towline.host.UnitState.Active;
import dev.towline.host.linux.DiskErrors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Units as child processes. Children outlive a killed agent; its next start finds them again. Whoever runs the agent calls
 * {@link #boot} once, as a machine's boot would, and {@link #shutdown} at an orderly end; a command line that acts by itself
 * calls neither.
 */
public final class LocalServices implements Services {
    private static final Logger LOG = LoggerFactory.getLogger(LocalServices.class);

    private final UnitFolder folder;
    private final Path state;
    private final Clock clock;
    private final Map<String, LocalService> services = new ConcurrentHashMap<>();
    private final Map<String, LocalTimer> timers = new ConcurrentHashMap<>();

    /** Unit files are read from the first folder; process marks and logs are kept in the second. */
    public LocalServices(Path units, Path state, Clock clock) {
        this.folder = new UnitFolder(units);
        this.state = state;
        this.clock = clock;
        try {
            Files.createDirectories(state);
        } catch (IOException e) {
            throw DiskErrors.of("make", state, e);
        }
    }

    /** Finds what an earlier life of the agent left running, and starts what is enabled and does not run. */
    public void boot() {
        marks().forEach(unit -> service(unit).adopt());
        for (String unit : folder.enabled()) {
            try {
                start(unit);
            } catch (HostException e) {
                LOG.warn("{} did not start: {}", unit, e.getMessage());
            }
        }
    }

    /** Stops all that runs. */
    public void shutdown() {
        timers.values().forEach(LocalTimer::stop);
        marks().forEach(this::service);
        services.values().stream().filter(s -> s.view().hasProcess())
                .map(s -> Thread.startVirtualThread(() -> stopQuietly(s))).toList().forEach(LocalServices::join);
    }

    private static void stopQuietly(LocalService service) {
        try {
            service.stop();
        } catch (HostException e) {
            LOG.warn("{}", e.getMessage());
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public Map<String, UnitState> states(Collection<String> units) {
        Set<String> enabled = folder.enabled();
        Map<String, UnitState> states = new LinkedHashMap<>();
        for (String unit : new TreeSet<>(units)) {
            states.put(unit, state(unit, enabled.contains(unit)));
        }
        return states;
    }

    private UnitState state(String unit, boolean enabled) {
        boolean known = folder.exists(unit);
        if (unit.endsWith(".timer")) {
            boolean active = timer(unit).isActive();
            return known || active
                    ? new UnitState(active ? Active.ACTIVE : Active.INACTIVE, enabled, 0, 0)
                    : UnitState.ABSENT;
        }
        if (!unit.endsWith(".service")) {
            return known ? new UnitState(Active.INACTIVE, enabled, 0, 0) : UnitState.ABSENT;
        }
        LocalService.View view = service(unit).view();
        return !known && view.active() == Active.INACTIVE
                ? UnitState.ABSENT
                : new UnitState(view.active(), enabled, view.restarts(), (int) view.pid());
    }

    @Override
    public void reloadDefinitions() {
        // Files are read at each start.
    }

    @Override
    public void start(String unit) {
        if (unit.endsWith(".timer")) {
            timer(unit).start();
        } else {
            requireService(unit).start();
        }
    }

    @Override
    public void stop(String unit) {
        if (unit.endsWith(".timer")) {
            timer(unit).stop();
        } else if (unit.endsWith(".service")) {
            service(unit).stop();
        }
    }

    @Override
    public void restart(String unit) {
        stop(unit);
        start(unit);
    }

    @Override
    public void reload(String unit) {
        if (unit.endsWith(".service")) {
            service(unit).reload();
        }
    }

    @Override
    public void enable(String unit) {
        folder.enable(unit);
    }

    @Override
    public void disable(String unit) {
        folder.disable(unit);
    }

    @Override
    public String log(String unit, int lines) {
        return service(unit).log(lines);
    }

    private LocalService requireService(String unit) {
        if (!unit.endsWith(".service")) {
            throw new HostException(Kind.REJECTED, "the local service manager runs services and timers, not " + unit
                    + (unit.endsWith(".socket")
                            ? " (use 'strategy: blue-green', where the program makes its own socket)"
                            : ""));
        }
        return service(unit);
    }

    private LocalService service(String unit) {
        return services.computeIfAbsent(unit, u -> new LocalService(u, folder, new UnitLog(state.resolve(u + ".log")),
                new PidFile(state.resolve(u + ".pid")), clock));
    }

    private LocalTimer timer(String unit) {
        return timers.computeIfAbsent(unit, u -> new LocalTimer(u, folder, this::start, clock));
    }

    private Set<String> marks() {
        try (Stream<Path> files = Files.list(state)) {
            Set<String> units = new TreeSet<>();
            files.map(f -> f.getFileName().toString()).filter(f -> f.endsWith(".service.pid"))
                    .forEach(f -> units.add(f.substring(0, f.length() - ".pid".length())));
            return units;
        } catch (IOException e) {
            throw DiskErrors.of("list", state, e);
        }
    }
}
