package dev.towline.reconcile;

import dev.towline.budget.Budget;
import dev.towline.desired.TargetName;
import dev.towline.event.Event;
import dev.towline.event.Events;
import dev.towline.trigger.Trigger;
import dev.towline.trigger.TriggerSink;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fetches, and wakes the loop of each target that this concerns. The config repo is asked first; then each app repo beside the others.
 * Sites go on to a new revision of the config repo when the host's own target has ended its reconciliation of it.
 */
public final class Supervisor implements TriggerSink, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Supervisor.class);
    private static final Duration CLOSE_WAIT = Duration.ofSeconds(20);
    private final Following following;
    private final HostBarrier barrier;
    private final Threads threads;
    private final Timers timers;
    private final Events events;
    private final Clock clock;
    private final Runs runs;
    private final Runnable firstLookDone;
    private final LoopSurroundings shared;
    private final SourceLoop config;
    private final SourceLoop.Lanes lanes = new SourceLoop.Lanes(new Workplaces(Budget.FETCHES_AT_ONCE.count()),
            new Workplaces(Budget.SLOW_FETCHES_AT_ONCE.count()));
    private final Map<TargetName, SourceLoop> apps = new ConcurrentHashMap<>();
    private final Map<TargetName, TargetLoop> loops = new ConcurrentHashMap<>();
    private final Map<TargetName, Deferred> afterHost = new ConcurrentHashMap<>();
    private final AtomicBoolean looked = new AtomicBoolean();
    private volatile boolean closing;
    private int depth = -1;

    /** Why a site is woken when the host has gone before, since when it waits, and whether its app was asked for meanwhile. */
    private record Deferred(Trigger why, Instant since, boolean fetched) {}

    /** @param firstLookDone told once the targets are known, or the config repo could not be asked */
    public record Parts(Runs runs, Wanted wanted, Following following, HostBarrier barrier, Threads threads,
            Timers timers, Events events, Clock clock, Runnable firstLookDone) {}

    /** @param parallel how many sites may be at work at once; waiting for health is no work */
    public Supervisor(Parts parts, int parallel) {
        this.runs = parts.runs();
        this.following = parts.following();
        this.barrier = parts.barrier();
        this.threads = parts.threads();
        this.timers = parts.timers();
        this.events = parts.events();
        this.clock = parts.clock();
        this.firstLookDone = parts.firstLookDone();
        this.shared = new LoopSurroundings(parts.runs(), parts.wanted(), new Workplaces(parallel), threads,
                timers, events, clock, this::ended, this::tellDepth);
        this.config = new SourceLoop("config", following::fetchConfig, threads,
                new SourceLoop.Lanes(new Workplaces(1), new Workplaces(1)), clock, timers);
        barrier.close();
        following.asking();
    }

    public void start() {
        timers.after(Budget.WATCHDOG_INTERVAL.duration(), this::watch);
        offer(new Trigger.Startup());
    }

    /** What needs Git is fetched first; what a person decided about a target goes straight to it. */
    @Override
    public boolean offer(Trigger trigger) {
        return switch (trigger) {
            case Trigger.Interval t -> look(t);
            case Trigger.Startup t -> look(t);
            case Trigger.Webhook t -> look(t);
            case Trigger.Fetched t -> look(t);
            case Trigger.Retry t -> to(t.target(), t);
            case Trigger.Drift t -> to(t.target(), t);
            case Trigger.Manual t -> t.target().isEmpty() ? look(t) : ask(t.target().get(), t);
        };
    }

    @Override
    public long pass(TargetName target) {
        TargetLoop loop = loops.get(target);
        return loop == null ? 0 : loop.number();
    }

    private boolean to(TargetName target, Trigger trigger) {
        TargetLoop loop = loops.get(target);
        return loop != null && loop.offer(trigger);
    }

    private boolean look(Trigger why) {
        config.ask(asker(why), moved -> fanOut(why, moved));
        return true;
    }

    private static SourceLoop.Asker asker(Trigger why) {
        return switch (why) {
            case Trigger.Interval _ -> SourceLoop.Asker.POLL;
            case Trigger.Webhook _ -> SourceLoop.Asker.WEBHOOK;
            case Trigger.Startup _,Trigger.Fetched _,Trigger.Retry _,Trigger.Drift _,Trigger.Manual _ ->
                SourceLoop.Asker.PERSON;
        };
    }

    /** A person asks about one target: what it needs is fetched, and only what moved concerns others. */
    private boolean ask(TargetName target, Trigger.Manual manual) {
        TargetLoop loop = loops.get(target);
        if (loop == null || !(manual.request() instanceof Trigger.Request.Reconcile)) {
            return loop != null && loop.offer(manual);
        }
        loop.fetching();
        Runnable done = once(loop::fetched);
        if (!loop.offer(manual)) {
            done.run();
            return false;
        }
        timers.after(Budget.FETCH_PATIENCE.duration(), done);
        config.ask(SourceLoop.Asker.PERSON, moved -> {
            if (moved) {
                fanOut(new Trigger.Fetched("config"), true, target);
            }
            if (following.apps().contains(target)) {
                app(target).ask(SourceLoop.Asker.PERSON, appMoved -> done.run());
            } else {
                done.run();
            }
        });
        return true;
    }

    private static Runnable once(Runnable what) {
        AtomicBoolean done = new AtomicBoolean();
        return () -> {
            if (done.compareAndSet(false, true)) {
                what.run();
            }
        };
    }

    private void fanOut(Trigger why, boolean moved) {
        try {
            fanOut(why, moved, null);
        } finally {
            if (looked.compareAndSet(false, true)) {
                firstLookDone.run();
            }
        }
    }

    /** @param but whom this wakes not: somebody else does */
    private void fanOut(Trigger why, boolean moved, @Nullable TargetName but) {
        following.revision().ifPresent(barrier::seen);
        boolean open = following.revision().map(barrier::isOpenFor).orElse(true);
        List<TargetName> apps = following.apps();
        loops.values().stream().filter(loop -> !following.names(loop.target()) && loop.isIdle())
                .forEach(loop -> dismiss(loop.target()));
        for (TargetName target : following.targets()) {
            TargetLoop loop = employ(target, open);
            if (moved && !open && !target.isHost()) {
                afterHost.putIfAbsent(target, new Deferred(why, clock.instant(), false));
            }
            if (target.equals(but)) {
                continue;
            }
            if (apps.contains(target)) {
                app(target).ask(asker(why), m -> wake(loop, why));
            } else {
                wake(loop, why);
            }
        }
    }

    /** The host has a head start: a push to both repos is one deployment, not two. */
    private void wake(TargetLoop loop, Trigger why) {
        Deferred deferred = afterHost.get(loop.target());
        if (deferred == null || !clock.instant().isBefore(deferred.since().plus(Budget.HOST_HEAD_START.duration()))
                || !afterHost.replace(loop.target(), deferred, new Deferred(why, deferred.since(), true))) {
            loop.offer(why);
        }
    }

    private TargetLoop employ(TargetName target, boolean open) {
        TargetLoop loop = loops.computeIfAbsent(target, t -> {
            runs.known(t);
            return new TargetLoop(t, shared);
        });
        if (!loop.isAdmitted()) {
            if (open || target.isHost()) {
                loop.admit();
            } else {
                afterHost.putIfAbsent(target, new Deferred(new Trigger.Startup(), clock.instant(), false));
            }
        }
        return loop;
    }

    private SourceLoop app(TargetName site) {
        return apps.computeIfAbsent(site, s -> new SourceLoop("app." + s, urgent -> following.fetchApp(s, urgent),
                threads, lanes, clock, timers));
    }

    private void ended(TargetName target, Optional<Heads> began, ReconcileResult result) {
        if (target.isHost() && !(result instanceof ReconcileResult.Superseded)) {
            if (began.isPresent()) {
                barrier.ended(began.get().config());
            }
            release();
        } else if (!target.isHost() && !following.names(target)) {
            dismiss(target);
        }
    }

    /** The sites that waited for the host begin, where it has ended the newest revision that is here. */
    private void release() {
        if (following.revision().map(barrier::isOpenFor).orElse(true)) {
            afterHost.forEach((site, deferred) -> {
                TargetLoop loop = loops.get(site);
                if (loop != null && afterHost.remove(site, deferred)) {
                    loop.admit();
                    // Whose app is still being asked for is woken when that has ended.
                    if (deferred.fetched()) {
                        loop.offer(deferred.why());
                    }
                }
            });
        }
    }

    private void dismiss(TargetName target) {
        LOG.info("{} is gone from Git", target);
        TargetLoop loop = loops.remove(target);
        if (loop != null) {
            loop.close();
        }
        apps.remove(target);
        runs.forget(target);
        events.publish(new Event.TargetGone(clock.instant(), target));
    }

    /** A loop whose run is gone or stuck begins anew, and says so. */
    private void watch() {
        if (closing) {
            return;
        }
        try {
            loops.values().forEach(this::watch);
        } finally {
            timers.after(Budget.WATCHDOG_INTERVAL.duration(), this::watch);
        }
    }

    private void watch(TargetLoop loop) {
        try {
            loop.watch().ifPresent(why -> {
                LOG.error("{}: {}", loop.target(), why);
                events.publish(new Event.LoopRestarted(clock.instant(), loop.target(), why));
            });
        } catch (Throwable e) {
            LOG.error("{}: the watchdog failed unexpectedly", loop.target(), e);
        }
    }

    /** Reading and telling are one step, so that the last that is told is the newest. */
    private synchronized void tellDepth() {
        int now = (int) loops.values().stream().filter(TargetLoop::waits).count();
        if (now != depth) {
            depth = now;
            events.publish(new Event.QueueDepth(clock.instant(), now));
        }
    }

    /** A run that is under way ends at its next interruption point; what it leaves open is taken back at the next start. */
    @Override
    public void close() {
        closing = true;
        loops.values().forEach(TargetLoop::close);
        for (TargetLoop loop : loops.values()) {
            try {
                loop.join(CLOSE_WAIT);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
