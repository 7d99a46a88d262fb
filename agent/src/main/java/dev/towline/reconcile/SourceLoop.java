package dev.towline.reconcile;

import dev.towline.budget.Budget;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fetches of one repo, one at a time: however many ask meanwhile, exactly one more follows. A slow one delays nobody else. Between two
 * that webhooks cause lies a gap, and of the webhooks in it the last one counts; nobody else waits for it.
 */
final class SourceLoop {
    private static final Logger LOG = LoggerFactory.getLogger(SourceLoop.class);
    private static final Duration GAP = Budget.WEBHOOK_LOOKS.duration();
    private static final Duration SLOW = Duration.ofSeconds(10);
    private final String name;
    private final Predicate<Boolean> fetch;
    private final Threads threads;
    private final Lanes lanes;
    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final List<Ask> waiting = new ArrayList<>();
    private final Timers timers;
    private boolean busy;
    private boolean slow;
    /** The last webhook of a gap. */
    private @Nullable Ask held;
    private boolean hooked;
    private Instant free = Instant.MIN;

    /** Who asks. A poll does not wait for a fetch that is under way already; it comes again. */
    enum Asker {
        POLL, WEBHOOK, PERSON
    }

    private record Ask(Asker by, Consumer<Boolean> then) {
        boolean urgent() {
            return by != Asker.POLL;
        }
    }

    /** Where a fetch waits for its turn: slow repos do not stand in the way of the others. */
    record Lanes(Workplaces fast, Workplaces slow) {}

    /** @param fetch blocks; takes whether it is urgent, and says whether the repo moved */
    SourceLoop(String name, Predicate<Boolean> fetch, Threads threads, Lanes lanes, Clock clock,
            Timers timers) {
        this.timers = timers;
        this.name = name;
        this.fetch = fetch;
        this.threads = threads;
        this.lanes = lanes;
        this.clock = clock;
    }

    /**
     * Never blocks. {@code then} is told, on another thread, whether the repo moved, once it was asked; at once where that takes
     * long and nothing urgent is behind it.
     */
    void ask(Asker by, Consumer<Boolean> then) {
        boolean begin;
        lock.lock();
        try {
            if (busy && by == Asker.POLL) {
                threads.start("look " + name, () -> then.accept(false));
                return;
            }
            Ask ask = new Ask(by, then);
            if (by == Asker.WEBHOOK && mustWait()) {
                hold(ask);
                return;
            }
            begin = begins(ask);
        } finally {
            lock.unlock();
        }
        if (begin) {
            queue();
        }
    }

    /** With the lock. Whether nothing is under way that would serve it too. */
    private boolean begins(Ask ask) {
        waiting.add(ask);
        boolean idle = !busy;
        busy = true;
        return idle;
    }

    /** One that has not begun yet serves this webhook too. */
    private boolean mustWait() {
        boolean joins = waiting.stream().anyMatch(ask -> ask.by() == Asker.WEBHOOK);
        return !joins && (hooked || clock.instant().isBefore(free));
    }

    private void hold(Ask ask) {
        boolean first = held == null;
        held = ask;
        if (first && !hooked) {
            releaseLater();
        }
    }

    private void releaseLater() {
        Duration rest = Duration.between(clock.instant(), free);
        // A clock that was set back must not make it wait for hours.
        timers.after(rest.compareTo(GAP) > 0 ? GAP : rest, this::release);
    }

    private void release() {
        boolean begin;
        lock.lock();
        try {
            if (held == null || hooked) {
                return;
            }
            begin = begins(held);
            held = null;
        } finally {
            lock.unlock();
        }
        if (begin) {
            queue();
        }
    }

    private void queue() {
        Workplaces lane = slow ? lanes.slow() : lanes.fast();
        lane.ask(() -> {
            Workplaces.Place place = lane.held();
            threads.start("fetch " + name, () -> work(place));
        });
    }

    private void work(Workplaces.Place place) {
        List<Ask> asked;
        lock.lock();
        try {
            // What begins now sees also what the webhook told of.
            if (held != null) {
                waiting.add(held);
                held = null;
            }
            asked = List.copyOf(waiting);
            waiting.clear();
            hooked = asked.stream().anyMatch(ask -> ask.by() == Asker.WEBHOOK);
        } finally {
            lock.unlock();
        }
        boolean moved = false;
        var began = clock.instant();
        try {
            moved = fetch.test(asked.stream().anyMatch(Ask::urgent));
        } catch (Throwable e) {
            LOG.error("{}: the fetch failed unexpectedly", name, e);
        }
        slow = Duration.between(began, clock.instant()).compareTo(SLOW) > 0;
        place.leave();
        rest();
        for (Ask ask : asked) {
            tell(ask, moved);
        }
        boolean again;
        lock.lock();
        try {
            again = !waiting.isEmpty();
            busy = again;
        } finally {
            lock.unlock();
        }
        if (again) {
            queue();
        }
    }

    private void rest() {
        lock.lock();
        try {
            if (hooked) {
                hooked = false;
                free = clock.instant().plus(GAP);
                if (held != null) {
                    releaseLater();
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private void tell(Ask ask, boolean moved) {
        try {
            ask.then().accept(moved);
        } catch (Throwable e) {
            LOG.error("{}: what follows from the fetch failed unexpectedly", name, e);
        }
    }
}
