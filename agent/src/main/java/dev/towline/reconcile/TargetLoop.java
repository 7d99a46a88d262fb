package dev.towline.reconcile;

import dev.towline.budget.Budget;
import dev.towline.desired.TargetName;
import dev.towline.event.Event;
import dev.towline.trigger.Mailbox;
import dev.towline.trigger.Trigger;
import dev.towline.trigger.Wake;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The reconciliations of one target, one at a time, and all that is remembered between two of them. There is no thread that waits:
 * each run has a thread of its own, so that whatever ends a run, an {@link Error} included, ends no loop.
 */
final class TargetLoop {
    private static final Logger LOG = LoggerFactory.getLogger(TargetLoop.class);

    /** Until then a poll leaves the target alone, unless it wants something else than at that time; null where that is not known. */
    private record Hold(Instant until, @Nullable Object wanted) {}

    private final TargetName target;
    private final LoopSurroundings shared;
    private final TargetMemory memory = new TargetMemory();
    private final Mailbox mailbox = new Mailbox();
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable CurrentRun current;
    private @Nullable Hold hold;
    private boolean busy;
    private boolean queued;
    private boolean admitted;
    private int fetching;
    private boolean closed;

    TargetLoop(TargetName target, LoopSurroundings shared) {
        this.target = target;
        this.shared = shared;
    }

    TargetName target() {
        return target;
    }

    /** False where it holds as many requests as it may. */
    boolean offer(Trigger trigger) {
        boolean taken = mailbox.offer(trigger);
        kick();
        return taken;
    }

    long number() {
        return mailbox.number();
    }

    /** Whether a run waits to begin. */
    boolean waits() {
        return locked(() -> queued || mailbox.pending());
    }

    boolean isIdle() {
        return locked(() -> !busy);
    }

    /** The host has gone before: it may begin. */
    void admit() {
        lock.lock();
        admitted = true;
        lock.unlock();
        kick();
    }

    boolean isAdmitted() {
        return locked(() -> admitted);
    }

    private <T extends @Nullable Object> T locked(Supplier<T> what) {
        lock.lock();
        try {
            return what.get();
        } finally {
            lock.unlock();
        }
    }

    /** Until {@link #fetched} what a person asked for waits for what Git says now. */
    void fetching() {
        lock.lock();
        fetching++;
        lock.unlock();
    }

    void fetched() {
        lock.lock();
        fetching = Math.max(0, fetching - 1);
        lock.unlock();
        kick();
    }

    /** Begins where something waits and nothing is under way; never blocks. */
    private void kick() {
        boolean held;
        lock.lock();
        try {
            if (closed || busy || !admitted || !mailbox.pending() || fetching > 0 && mailbox.onlyReconciles()) {
                return;
            }
            busy = true;
            held = hold != null;
        } finally {
            lock.unlock();
            shared.changed().run();
        }
        if (held) {
            begin("hold " + target, Workplaces.unlimited(), this::considerHold);
        } else {
            queue();
        }
    }

    /** What Git wants may have to be rendered for that, so it is asked on a thread, and the watchdog sees it. */
    private void considerHold(CurrentRun mine) {
        boolean skip = false;
        try {
            mine.heads = shared.wanted().heads(target);
            skip = holds();
        } catch (Throwable e) {
            LOG.error("{}: cannot compare what Git wants; the reconciliation begins", target, e);
        }
        if (!leave(mine)) {
            return;
        }
        if (skip && mailbox.skip()) {
            beat();
            // What these heads mean to the target was tried already.
            free(mine.heads, new ReconcileResult.Waiting(Duration.ZERO, "waits"));
        } else {
            queue();
        }
    }

    /** Whether it was the one under way until now. */
    private boolean leave(CurrentRun mine) {
        return locked(() -> {
            boolean was = current == mine;
            current = was ? null : current;
            return was;
        });
    }

    private boolean holds() {
        Hold now = this.<@Nullable Hold>locked(() -> hold);
        if (now == null || mailbox.requested() || !shared.clock().instant().isBefore(now.until())) {
            return false;
        }
        if (now.wanted() == null || now.wanted().equals(new Wants(shared.wanted(), target).now())) {
            return true;
        }
        memory.rearm();
        shared.runs().rearm(target);
        return false;
    }

    private void queue() {
        if (target.isHost()) {
            start(Workplaces.unlimited());
            return;
        }
        lock.lock();
        queued = true;
        lock.unlock();
        if (shared.places().isFull()) {
            shared.runs().queued(target);
        }
        shared.changed().run();
        shared.places().ask(() -> start(shared.places().held()));
    }

    private void start(Workplaces.Place place) {
        lock.lock();
        queued = false;
        lock.unlock();
        begin("site " + target, place, this::work);
        shared.changed().run();
    }

    private void begin(String name, Workplaces.Place place, Consumer<CurrentRun> what) {
        CurrentRun mine = new CurrentRun(new Run(place, memory));
        lock.lock();
        try {
            if (!closed) {
                current = mine;
                mine.thread = shared.threads().start(name, () -> what.accept(mine));
                return;
            }
        } finally {
            lock.unlock();
        }
        place.leave();
    }

    private void work(CurrentRun mine) {
        ReconcileResult result;
        try {
            beat();
            result = ScopedValue.where(Run.CURRENT, mine.run).call(() -> run(mine));
        } catch (Throwable e) {
            LOG.error("the reconciliation of {} failed unexpectedly", target, e);
            result = failed(mine, "unexpected error: " + e + "; the log has the details");
        }
        ended(mine, result);
    }

    private ReconcileResult run(CurrentRun mine) {
        Optional<Wake> wake = mailbox.take();
        shared.changed().run();
        if (wake.isEmpty()) {
            return new ReconcileResult.Superseded("nothing waits any more");
        }
        mine.wake = wake.get();
        if (!wake.get().requests().isEmpty()) {
            memory.rearm();
        }
        mine.heads = shared.wanted().heads(target);
        Wants wants = new Wants(shared.wanted(), target);
        Object began = wants.now();
        mine.began = began;
        BooleanSupplier superseded = () -> mine.run.abandoned() || mailbox.requested()
                || !wants.now().equals(began);
        return shared.runs().run(target, wake.get(), mine.run, superseded);
    }

    private ReconcileResult failed(CurrentRun mine, String why) {
        try {
            return shared.runs().failed(target, mine.wake, mine.run, why);
        } catch (Throwable e) {
            LOG.error("{}: the failure could not be recorded", target, e);
            return new ReconcileResult.Waiting(Budget.UNFORESEEN_PAUSE.duration(), why);
        }
    }

    private void ended(CurrentRun mine, ReconcileResult result) {
        mine.run.place().leave();
        lock.lock();
        try {
            if (current != mine) {
                return;
            }
            current = null;
            settle(mine, result);
        } finally {
            lock.unlock();
        }
        beat();
        free(mine.heads, result);
    }

    private void free(Optional<Heads> began, ReconcileResult result) {
        try {
            shared.ended().ended(target, began, result);
        } finally {
            lock.lock();
            busy = false;
            lock.unlock();
            kick();
            shared.changed().run();
        }
    }

    /** When it may go on. */
    private void settle(CurrentRun mine, ReconcileResult result) {
        Optional<Duration> pause = result instanceof ReconcileResult.Waiting waiting
                ? Optional.of(waiting.after())
                : memory.takePause();
        hold = pause.map(wait -> new Hold(shared.clock().instant().plus(wait), mine.began)).orElse(null);
        if (hold != null) {
            Hold mineToEnd = hold;
            shared.timers().after(pause.orElseThrow(), () -> due(mineToEnd));
        }
        if (result instanceof ReconcileResult.Superseded && mine.wake.number() > 0) {
            mailbox.offer(new Trigger.Retry(target, "something newer came"));
        }
    }

    private void due(Hold over) {
        boolean ends = locked(() -> {
            boolean same = hold == over;
            hold = same ? null : hold;
            return same;
        });
        if (!ends) {
            return;
        }
        offer(new Trigger.Retry(target, "waited"));
    }

    /** One look of the watchdog, {@link Budget#WATCHDOG_INTERVAL} after the one before. Why it had to begin anew, or empty. */
    Optional<String> watch() {
        CurrentRun mine = this.<@Nullable CurrentRun>locked(() -> current);
        Optional<String> why = mine == null ? Optional.empty() : locked(mine::overdue);
        if (mine != null && why.isPresent()) {
            ended(mine, failed(mine, why.get()));
        }
        return why;
    }

    private void beat() {
        shared.events().publish(new Event.Heartbeat(shared.clock().instant(), target));
    }

    /** Takes nothing more; a run that is under way is interrupted. */
    void close() {
        lock.lock();
        try {
            closed = true;
            mailbox.close();
            if (current != null && current.thread != null) {
                current.thread.interrupt();
            }
        } finally {
            lock.unlock();
        }
    }

    void join(Duration atMost) throws InterruptedException {
        Threads.@Nullable Started thread = this.<Threads.@Nullable Started>locked(
                () -> current == null ? null : current.thread);
        if (thread != null && !thread.join(atMost)) {
            LOG.warn("{}: the reconciliation does not end; the next start takes back what it left open", target);
        }
    }
}
