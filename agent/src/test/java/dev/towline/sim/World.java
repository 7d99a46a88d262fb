package dev.towline.sim;

import dev.towline.desired.TargetName;
import dev.towline.event.Events;
import dev.towline.history.Decision;
import dev.towline.history.HistoryException;
import dev.towline.history.Quarantine;
import dev.towline.history.memory.MemoryHistory;
import dev.towline.host.sim.Hook;
import dev.towline.host.sim.SimHost;
import dev.towline.host.sim.SimulatedCrash;
import dev.towline.reconcile.Heads;
import dev.towline.reconcile.OneByOne;
import dev.towline.reconcile.Preview;
import dev.towline.reconcile.ReconcileResult;
import dev.towline.reconcile.Workbench;
import dev.towline.migrate.order.MigrationTools;
import dev.towline.restore.DumpCommands;
import dev.towline.status.AgentStatus;
import dev.towline.status.LiveBoard;
import dev.towline.status.TargetStatus;
import dev.towline.trigger.Trigger;
import dev.towline.trigger.Wake;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;

/** A machine, its Git, its store, and the agent that lives at the moment. */
final class World {
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(15);
    private static final int MOST_LIVES = 40;

    final SimHost host = new SimHost();
    final MemoryHistory memory = new MemoryHistory();
    final SimGit git;
    final Machine machine;
    final Watch watch;
    final Invariants invariants;
    private final Random chance;
    private final Tapped store;
    private LiveBoard board = emptyBoard();
    private Workbench bench;
    private OneByOne agent;
    private int lives;
    private BiConsumer<World, SimulatedCrash> onDeath = (world, crash) -> {};

    World(long seed, List<Site> sites) {
        chance = new Random(seed);
        git = new SimGit(sites);
        machine = new Machine(host, git);
        watch = new Watch(host, machine);
        store = Tapped.of(memory, watch);
        invariants = new Invariants(this);
        watch.invariants(invariants::atAnInstant);
        foreigners();
        host.hook(watch);
        bench = born();
        agent = new OneByOne(bench.passes());
    }

    /** What was here before us, and must be here after us. */
    private void foreigners() {
        host.simDisk().put("/etc/nginx/sites-enabled/hand-made.conf", "server {}");
        host.simDisk().put("/etc/systemd/system/theirs.service", "[Service]\nExecStart=/usr/bin/theirs\n");
        host.simDisk().put("/opt/theirs/data", "theirs");
        for (Site site : git.sites()) {
            host.simDisk().put(site.home() + "/keep/photo.jpg", "a photo");
            if (site.adopts()) {
                host.simDisk().put(site.vhost(), Invariants.ORIGINAL);
            }
        }
        Set<String> ours = new TreeSet<>();
        git.sites().forEach(site -> ours.addAll(List.of(site.vhost(), site.home())));
        host.simDisk().seal(ours);
    }

    /** What the test does when the agent has died, before the next one is born. */
    void onDeath(BiConsumer<World, SimulatedCrash> what) {
        onDeath = what;
    }

    private Workbench born() {
        lives++;
        if (lives > MOST_LIVES) {
            throw new Violation("the agent dies again and again");
        }
        Events events = new Events();
        events.listen(invariants::on);
        board = emptyBoard();
        return Workbench.of(new Workbench.Materials(host, store, git, git, events, board,
                () -> new SimProber(host, machine), new DumpCommands(List.of("sqlite")),
                new MigrationTools("/lib/python", List.of("towline")), "/var/lib/towline",
                "/var/backups/towline", 1,
                LONGEST_WAIT, chance));
    }

    /** What somebody sees who asks for a plan. */
    Optional<Preview> plan(TargetName target) {
        return bench.reconciler().preview(target);
    }

    private LiveBoard emptyBoard() {
        return new LiveBoard(new AgentStatus("0", "sim", host.clock().instant(), false, List.of(), List.of(), 0));
    }

    /** What the agent that lives says of the target. */
    TargetStatus status(TargetName target) {
        return board.get().target(target.value()).orElseThrow();
    }

    /** The agent is killed where it stands and a new one is started. */
    void restart() {
        host.agentDied();
        host.hook(watch);
        bench = born();
        agent = new OneByOne(bench.passes());
    }

    /** The machine goes down and comes up with the agent disabled. */
    void reboot() {
        watch.note("REBOOT");
        host.reboot();
        host.hook(watch);
        invariants.rebooted();
        host.simClock().advance(Duration.ofSeconds(10));
        invariants.afterReboot();
        bench = born();
        agent = new OneByOne(bench.passes());
    }

    void arm(Hook faults) {
        watch.arm(faults);
    }

    List<TargetName> targets() {
        Set<TargetName> sites = new TreeSet<>(git.head().sites().keySet());
        sites.addAll(memory.inventory().owners());
        sites.remove(TargetName.HOST);
        List<TargetName> all = new ArrayList<>(List.of(TargetName.HOST));
        all.addAll(sites);
        return all;
    }

    /** One pass over everything, as after a look at the repos; where the agent dies, the next one begins anew. */
    Map<TargetName, ReconcileResult> passes(Trigger first) {
        Trigger why = first;
        while (true) {
            Map<TargetName, ReconcileResult> results = new LinkedHashMap<>();
            boolean died = false;
            for (TargetName target : targets()) {
                Optional<ReconcileResult> result = pass(target, why, List.of());
                if (result.isEmpty()) {
                    died = true;
                    break;
                }
                results.put(target, result.get());
            }
            if (!died) {
                return results;
            }
            why = new Trigger.Startup();
        }
    }

    /** Empty where the agent died in it; the next one is born then. */
    Optional<ReconcileResult> pass(TargetName target, Trigger why, List<Trigger.Manual> requests) {
        Optional<Heads> began = git.heads(target);
        watch.note("PASS " + target + " " + why.describe() + " " + began.orElseThrow());
        ReconcileResult result;
        try {
            result = agent.run(target, new Wake(1, why, requests), () -> !git.heads(target).equals(began));
        } catch (SimulatedCrash crash) {
            watch.note("DIED " + crash.getMessage());
            restart();
            onDeath.accept(this, crash);
            return Optional.empty();
        } catch (HistoryException e) {
            result = new ReconcileResult.Waiting(Duration.ofMinutes(1), e.getMessage());
        }
        watch.note("RESULT " + target + " " + result);
        invariants.passed(target, result);
        return Optional.of(result);
    }

    void ask(TargetName target, Trigger.Request request) {
        Trigger.Manual manual = new Trigger.Manual(request, Optional.of(target), "person");
        if (pass(target, manual, List.of(manual)).isEmpty()) {
            passes(new Trigger.Startup());
        }
    }

    /** Nothing bad comes from outside any more. */
    void calm() {
        watch.note("CALM");
        arm(Hook.NONE);
        watch.noSurprise();
        machine.databaseUp(true);
        machine.online(true);
    }

    /** Passes run and time passes until nothing changes; then once more, which must do nothing at all. */
    Map<TargetName, ReconcileResult> settle() {
        for (int round = 0; round < 40; round++) {
            int before = watch.effects();
            Map<TargetName, ReconcileResult> results = passes(new Trigger.Interval());
            Optional<Duration> wait = results.values().stream().filter(ReconcileResult.Waiting.class::isInstance)
                    .map(r -> ((ReconcileResult.Waiting) r).after()).max(Duration::compareTo);
            wait.filter(w -> w.compareTo(LONGEST_WAIT.multipliedBy(2)) > 0).ifPresent(w -> {
                throw new Violation("waits " + w);
            });
            if (wait.isEmpty() && watch.effects() == before) {
                return results;
            }
            host.simClock().advance(wait.filter(w -> !w.isZero()).orElse(Duration.ofMinutes(1)));
        }
        throw new Violation("never settles");
    }

    /** Whether what Git says can only go out in maintenance. */
    boolean isRefused(TargetName target) {
        Heads newest = git.heads(target).orElseThrow();
        return memory.quarantine().of(target).stream()
                .anyMatch(entry -> entry.pair().release() != null && entry.pair().config().equals(newest.config())
                        && entry.cause() == Quarantine.Cause.MIGRATIONS_REFUSED
                        && Objects.equals(entry.pair().app(), newest.app()));
    }

    /** The end of a story: settled, then a person says retry, and settled again. */
    void ends() {
        calm();
        targets().stream().filter(memory.decisions()::suspended)
                .forEach(target -> ask(target, new Trigger.Request.Resume()));
        Map<TargetName, ReconcileResult> results = settle();
        invariants.settled(results, false);
        for (Map.Entry<TargetName, ReconcileResult> entry : results.entrySet()) {
            boolean clean = entry.getValue() instanceof ReconcileResult.UpToDate u && u.note().isEmpty();
            if (!clean || memory.decisions().find(entry.getKey(), Decision.Pin.class).isPresent()) {
                ask(entry.getKey(), new Trigger.Request.Retry());
            }
        }
        for (int words = 0; words < 3; words++) {
            settle().forEach((target, result) -> {
                if (result instanceof ReconcileResult.Blocked || isRefused(target)) {
                    ask(target, new Trigger.Request.Approve());
                }
            });
        }
        results = settle();
        invariants.settled(results, true);
        host.simClock().advance(Duration.ofHours(1));
        int before = watch.effects();
        passes(new Trigger.Interval());
        if (watch.effects() != before) {
            throw new Violation("an idle pass does something");
        }
    }
}
