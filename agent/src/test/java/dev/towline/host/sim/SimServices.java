package dev.towline.host.sim;

import dev.towline.host.HostException;
import dev.towline.host.HostException.Kind;
import dev.towline.host.Ownership;
import dev.towline.host.Services;
import dev.towline.host.UnitState;
import dev.towline.host.UnitState.Active;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The service manager. It starts what the unit files on the simulated disk say, as they were at the last reload of definitions;
 * it outlives the agent.
 */
public final class SimServices implements Services {
    private static final String FOLDER = "/etc/systemd/system/";

    private final SimDisk disk;
    private final Stage stage;
    private final SimClock clock;
    private final Map<String, SimUnitText> loaded = new HashMap<>();
    private final TreeSet<String> enabled = new TreeSet<>();
    private final TreeMap<String, SimRun> runs = new TreeMap<>();
    private final TreeSet<String> failed = new TreeSet<>();
    private final Map<String, String> listeners = new HashMap<>();
    private final Map<String, Integer> reloads = new HashMap<>();
    private Function<Launch, SimProgram> programs = launch -> SimProgram.healthy();
    private Consumer<Launch> onStart = launch -> {};
    private Predicate<Launch> lives = launch -> true;
    private int lastPid = 1000;

    SimServices(SimDisk disk, Stage stage, SimClock clock) {
        this.disk = disk;
        this.stage = stage;
        this.clock = clock;
    }

    /** How programs behave, asked at each start. */
    public void programs(Function<Launch, SimProgram> programs) {
        this.programs = programs;
    }

    /** Whether what a program needs is there, asked at each look: without it its answers are wrong. */
    public void needs(Predicate<Launch> lives) {
        this.lives = lives;
    }

    /** What a start does to the world besides, for instance an ExecStartPost. */
    public void onStart(Consumer<Launch> onStart) {
        this.onStart = onStart;
    }

    @Override
    public Map<String, UnitState> states(Collection<String> units) {
        stage.look("services", "states", "");
        Map<String, UnitState> states = new LinkedHashMap<>();
        for (String unit : new TreeSet<>(units)) {
            states.put(unit, look(unit));
        }
        return states;
    }

    private UnitState look(String unit) {
        SimRun run = runs.get(unit);
        boolean onDisk = disk.exists(file(unit));
        boolean comesBack = onDisk && enabled.contains(unit);
        if (run != null) {
            SimRun.View view = run.at(clock.instant());
            int pid = view.active() == Active.ACTIVE ? run.pid() + view.restarts() : 0;
            return new UnitState(view.active(), comesBack, view.restarts(), pid);
        }
        if (failed.contains(unit)) {
            return new UnitState(Active.FAILED, comesBack, 0, 0);
        }
        return onDisk ? new UnitState(Active.INACTIVE, comesBack, 0, 0) : UnitState.ABSENT;
    }

    @Override
    public void reloadDefinitions() {
        stage.effect("services", "reloadDefinitions", "", () -> {
            loaded.keySet().removeIf(unit -> !disk.exists(file(unit)) && !runs.containsKey(unit));
            loaded.replaceAll((unit, before) -> read(unit).orElse(before));
        });
    }

    @Override
    public void start(String unit) {
        stage.effect("services", "start", unit, () -> begin(unit));
    }

    @Override
    public void stop(String unit) {
        if (runs.containsKey(unit) || failed.contains(unit)) {
            stage.effect("services", "stop", unit, () -> end(unit));
        }
    }

    @Override
    public void restart(String unit) {
        stage.effect("services", "restart", unit, () -> {
            definition(unit);
            end(unit);
            begin(unit);
        });
    }

    @Override
    public void reload(String unit) {
        if (look(unit).running()) {
            stage.effect("services", "reload", unit, () -> {
                reloads.merge(unit, 1, Integer::sum);
            });
        }
    }

    @Override
    public void enable(String unit) {
        stage.effect("services", "enable", unit, () -> {
            if (!definition(unit).hasInstall()) {
                throw new HostException(Kind.REJECTED, unit + " has no [Install] section");
            }
            enabled.add(unit);
        });
    }

    @Override
    public void disable(String unit) {
        if (enabled.contains(unit)) {
            stage.effect("services", "disable", unit, () -> {
                enabled.remove(unit);
            });
        }
    }

    @Override
    public String log(String unit, int lines) {
        return "the simulated log of " + unit;
    }

    private void begin(String unit) {
        SimRun before = runs.get(unit);
        if (before != null && before.at(clock.instant()).active() != Active.FAILED) {
            return;
        }
        SimUnitText text = definition(unit);
        Optional<String> release = text.release().map(r -> disk.resolve(r).orElse(r));
        Optional<String> socket = text.socket().or(() -> heldSocket(unit));
        Launch launch = new Launch(unit, text, release, socket, clock.instant());
        boolean service = unit.endsWith(".service");
        SimProgram program = service ? programs.apply(launch) : SimProgram.healthy();
        boolean canStart = program.starts() && release.map(disk::exists).orElse(true)
                && socket.map(s -> disk.exists(SimDisk.parent(s))).orElse(true);
        end(unit);
        if (!canStart) {
            failed.add(unit);
            throw new HostException(Kind.REJECTED, unit + " failed to start:\nthe simulated log of " + unit);
        }
        onStart.accept(launch);
        if (service && text.isOneshot() && !text.value("RemainAfterExit").orElse("no").equals("yes")) {
            return;
        }
        runs.put(unit, new SimRun(launch, program, lastPid += 100));
        settle();
    }

    /** The socket that a .socket unit of the same name holds. */
    private Optional<String> heldSocket(String unit) {
        SimRun holder = runs.get(unit.replace(".service", ".socket"));
        return holder == null || !unit.endsWith(".service") ? Optional.empty() : holder.launch().socket();
    }

    private boolean isHeld(String unit) {
        return unit.endsWith(".service") && runs.containsKey(unit.replace(".service", ".socket"));
    }

    /** As gunicorn does, it unlinks the path that it listened on, whosever socket is there by now. */
    private void end(String unit) {
        failed.remove(unit);
        SimRun run = runs.remove(unit);
        if (run != null && !isHeld(unit)) {
            run.launch().socket().ifPresent(this::unlink);
        }
    }

    private void unlink(String socket) {
        listeners.remove(disk.canonical(socket));
        disk.remove(socket);
    }

    /** Brings sockets up and down as programs boot and crash. */
    void settle() {
        for (SimRun run : runs.values()) {
            String socket = run.launch().socket().orElse(null);
            if (socket == null || isHeld(run.launch().unit())) {
                continue;
            }
            boolean listens = run.at(clock.instant()).listens();
            String unit = run.launch().unit();
            boolean registered = unit.equals(listeners.get(disk.canonical(socket)));
            if (listens && !registered && !isNewerListening(socket, run) && disk.exists(SimDisk.parent(socket))) {
                disk.place(socket, SimNode.socket(Ownership.root(0777)));
                listeners.put(disk.canonical(socket), unit);
            } else if (!listens && registered) {
                unlink(socket);
            }
        }
    }

    private boolean isNewerListening(String socket, SimRun run) {
        String unit = listeners.get(disk.canonical(socket));
        SimRun other = unit == null ? null : runs.get(unit);
        return other != null && other.pid() > run.pid();
    }

    private SimUnitText definition(String unit) {
        SimUnitText known = loaded.get(unit);
        if (known == null) {
            known = read(unit).orElseThrow(() -> new HostException(Kind.CONFLICT, "Unit " + unit + " not found."));
            loaded.put(unit, known);
        }
        return known;
    }

    private Optional<SimUnitText> read(String unit) {
        int at = unit.indexOf('@');
        String instance = at < 0 ? "" : unit.substring(at + 1, unit.lastIndexOf('.'));
        return disk.text(file(unit)).map(text -> SimUnitText.parse(text, instance));
    }

    private String file(String unit) {
        int at = unit.indexOf('@');
        String own = FOLDER + unit;
        return at < 0 || disk.exists(own)
                ? own
                : FOLDER + unit.substring(0, at + 1) + unit.substring(unit.lastIndexOf('.'));
    }

    /** The machine goes down and comes up: what is enabled starts, what fails to start stays down. */
    void reboot() {
        List<String> sockets = List.copyOf(listeners.keySet());
        sockets.forEach(this::unlink);
        runs.clear();
        failed.clear();
        loaded.clear();
    }

    void startEnabled() {
        for (String unit : List.copyOf(enabled)) {
            try {
                begin(unit);
            } catch (HostException e) {
                failed.add(unit);
            }
        }
    }

    /** Ends a unit from outside, as a person would. */
    public void killed(String unit) {
        end(unit);
        failed.add(unit);
    }

    /** Which unit answers on a socket path; links are followed. */
    public Optional<Serving> serving(String socket) {
        Optional<String> real = disk.resolve(socket);
        String unit = real.map(listeners::get).orElse(null);
        if (real.isEmpty() || unit == null) {
            return Optional.empty();
        }
        @Nullable
        SimRun run = runs.get(unit.endsWith(".socket") ? unit.replace(".socket", ".service") : unit);
        if (run == null) {
            return Optional.empty();
        }
        boolean complete = run.launch().release().map(disk::exists).orElse(true);
        boolean healthy = run.at(clock.instant()).wellAnswering() && complete && lives.test(run.launch());
        return Optional.of(new Serving(run.launch().unit(), real.get(), run.launch().release(), healthy));
    }

    /** Services that run now, each with the release it was started from. */
    public List<Serving> running() {
        List<Serving> running = new ArrayList<>();
        for (SimRun run : runs.values()) {
            SimRun.View view = run.at(clock.instant());
            if (view.active() == Active.ACTIVE && run.launch().unit().endsWith(".service")) {
                running.add(new Serving(run.launch().unit(), run.launch().socket().orElse(""), run.launch().release(),
                        view.wellAnswering() && lives.test(run.launch())));
            }
        }
        return running;
    }

    public boolean isEnabled(String unit) {
        return enabled.contains(unit);
    }

    public int reloads(String unit) {
        return reloads.getOrDefault(unit, 0);
    }

    /** How long ago the unit was started, where it runs. */
    public Optional<Duration> age(String unit) {
        return Optional.ofNullable(runs.get(unit)).map(r -> Duration.between(r.launch().at(), clock.instant()));
    }
}
