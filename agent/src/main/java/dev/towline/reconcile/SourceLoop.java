package dev.towline.reconcile;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Fetches of one repo, one at a time: however many ask meanwhile, exactly one more follows. A slow one delays nobody else. */
final class SourceLoop {
    private static final Logger LOG = LoggerFactory.getLogger(SourceLoop.class);
    private static final Duration SLOW = Duration.ofSeconds(10);
    private final String name;
    private final Predicate<Boolean> fetch;
    private final Threads threads;
    private final Lanes lanes;
    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final List<Ask> waiting = new ArrayList<>();
    private boolean busy;
    private boolean slow;

    /** A poll does not wait for a fetch that is under way already; it comes again. */
    private record Ask(boolean urgent, Consumer<Boolean> then) {}

    /** Where a fetch waits for its turn: slow repos do not stand in the way of the others. */
    record Lanes(Workplaces fast, Workplaces slow) {}

    /** @param fetch blocks; takes whether it is urgent, and says whether the repo moved */
    SourceLoop(String name, Predicate<Boolean> fetch, Threads threads, Lanes lanes, Clock clock) {
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
    void ask(boolean urgent, Consumer<Boolean> then) {
        boolean begin;
        lock.lock();
        try {
            if (busy && !urgent) {
                threads.start("look " + name, () -> then.accept(false));
                return;
            }
            waiting.add(new Ask(urgent, then));
            begin = !busy;
            busy = true;
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
            asked = List.copyOf(waiting);
            waiting.clear();
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

    private void tell(Ask ask, boolean moved) {
        try {
            ask.then().accept(moved);
        } catch (Throwable e) {
            LOG.error("{}: what follows from the fetch failed unexpectedly", name, e);
        }
    }
}
