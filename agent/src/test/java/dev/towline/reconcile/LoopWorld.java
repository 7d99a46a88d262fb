package dev.towline.reconcile;

import dev.towline.budget.Budget;
import dev.towline.desired.TargetName;
import dev.towline.event.Event;
import dev.towline.event.Events;
import dev.towline.trigger.Trigger;
import dev.towline.trigger.Wake;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The real supervisor and loops with a clock, an executor, a Git and reconciliations of the test's own: everything runs in one thread. */
final class LoopWorld {
    static final TargetName YSC = TargetName.site("ysc");
    static final TargetName GUILD = TargetName.site("guild");
    static final TargetName CLUB = TargetName.site("club");

    /** The traces of errors that tests throw; held here, because a logger without a holder forgets its level. */
    private static final Logger LOG = Logger.getLogger("dev.towline.reconcile");

    static {
        LOG.setLevel(Level.OFF);
    }

    /** One reconciliation as it was begun. */
    record Call(TargetName target, Wake wake, Heads heads, Run run, BooleanSupplier superseded) {
        String by() {
            return wake.why() instanceof Trigger.Manual manual ? manual.by() : "";
        }
    }

    private record Task(String name, Runnable what, Handle handle) {}

    private record Timer(Instant due, Runnable what) {}

    /** A thread that has not run yet, or has. */
    static final class Handle implements Threads.Started {
        boolean alive = true;
        boolean interrupted;

        @Override
        public boolean alive() {
            return alive;
        }

        @Override
        public void interrupt() {
            interrupted = true;
        }

        @Override
        public boolean join(Duration atMost) {
            return !alive;
        }
    }

    final FakeGit git = new FakeGit();
    final List<Call> calls = new ArrayList<>();
    final List<Event> events = new ArrayList<>();
    final List<TargetName> rearmed = new ArrayList<>();
    final List<TargetName> forgotten = new ArrayList<>();
    final List<TargetName> queued = new ArrayList<>();
    final List<String> known = new ArrayList<>();
    final Map<TargetName, String> failures = new HashMap<>();
    /** The first thread of each name. */
    final Map<String, Handle> handles = new HashMap<>();
    final HostBarrier barrier = new HostBarrier();
    /** Work that is put aside instead of being run: its thread hangs. */
    final List<String> hanging = new ArrayList<>();
    final Map<String, Runnable> hung = new HashMap<>();
    private final Map<TargetName, Deque<Function<Call, ReconcileResult>>> scripts = new HashMap<>();
    private final Deque<Task> tasks = new ArrayDeque<>();
    private final List<Timer> timers = new ArrayList<>();
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    int looks;
    private boolean pushed;
    final Supervisor supervisor;

    LoopWorld() {
        this(2);
    }

    LoopWorld(int parallel) {
        Events bus = new Events();
        bus.listen(events::add);
        supervisor = new Supervisor(new Supervisor.Parts(new Recording(), barrier.before(git), git, barrier,
                this::start, (delay, what) -> timers.add(new Timer(now.plus(delay), what)), bus, new Now(),
                () -> looks++), parallel);
    }

    private Threads.Started start(String name, Runnable what) {
        Handle handle = new Handle();
        handles.putIfAbsent(name, handle);
        tasks.add(new Task(name, what, handle));
        return handle;
    }

    /** Everything that can run runs. */
    LoopWorld run() {
        for (int steps = 0; !tasks.isEmpty(); steps++) {
            if (steps > 10_000) {
                throw new AssertionError("the loop never comes to rest");
            }
            Task task = tasks.removeFirst();
            if (hanging.contains(task.name())) {
                hung.put(task.name(), () -> {
                    task.what().run();
                    task.handle().alive = false;
                });
            } else {
                task.what().run();
                task.handle().alive = false;
            }
        }
        return this;
    }

    /** Started, and the first reconciliations have ended. */
    LoopWorld started() {
        supervisor.start();
        run();
        calls.clear();
        queued.clear();
        handles.clear();
        return this;
    }

    LoopWorld offer(Trigger trigger) {
        supervisor.offer(trigger);
        return run();
    }

    LoopWorld poll() {
        return offer(new Trigger.Interval());
    }

    /** A webhook, after the gap to the one before. */
    LoopWorld push() {
        if (pushed) {
            pass(Budget.WEBHOOK_LOOKS.duration());
        }
        pushed = true;
        return offer(new Trigger.Webhook("github", "d"));
    }

    Trigger.Manual ask(TargetName target, Trigger.Request request) {
        return new Trigger.Manual(request, Optional.of(target), "anna");
    }

    /** Time passes, in steps in which every timer comes in its turn. */
    LoopWorld pass(Duration time) {
        Instant end = now.plus(time);
        while (true) {
            Optional<Timer> next = timers.stream().filter(t -> !t.due().isAfter(end))
                    .min(java.util.Comparator.comparing(Timer::due));
            if (next.isEmpty()) {
                now = end;
                return this;
            }
            timers.remove(next.get());
            now = next.get().due();
            next.get().what().run();
            run();
        }
    }

    /** The next reconciliation of the target ends so. */
    LoopWorld next(TargetName target, ReconcileResult result) {
        return next(target, call -> result);
    }

    LoopWorld next(TargetName target, Function<Call, ReconcileResult> script) {
        scripts.computeIfAbsent(target, t -> new ArrayDeque<>()).add(script);
        return this;
    }

    List<TargetName> ran() {
        return calls.stream().map(Call::target).toList();
    }

    List<Call> of(TargetName target) {
        return calls.stream().filter(c -> c.target().equals(target)).toList();
    }

    <E> List<E> events(Class<E> kind) {
        return events.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    static ReconcileResult well() {
        return new ReconcileResult.UpToDate(true, "");
    }

    static ReconcileResult waiting(Duration after) {
        return new ReconcileResult.Waiting(after, "the disk is full");
    }

    private final class Recording implements Runs {
        @Override
        public ReconcileResult run(TargetName target, Wake wake, Run run, BooleanSupplier superseded) {
            Call call = new Call(target, wake, barrier.before(git).heads(target).orElse(new Heads("none", null)),
                    run, superseded);
            calls.add(call);
            Deque<Function<Call, ReconcileResult>> script = scripts.get(target);
            return script == null || script.isEmpty() ? well() : script.removeFirst().apply(call);
        }

        @Override
        public ReconcileResult failed(TargetName target, Wake wake, Run run, String why) {
            failures.put(target, why);
            return waiting(Duration.ofMinutes(1));
        }

        @Override
        public void queued(TargetName target) {
            queued.add(target);
        }

        @Override
        public void known(TargetName target) {
            known.add(target + " after " + calls.size());
        }

        @Override
        public void rearm(TargetName target) {
            rearmed.add(target);
        }

        @Override
        public void forget(TargetName target) {
            forgotten.add(target);
        }
    }

    private final class Now extends Clock {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }
}
