package dev.towline.demo;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Visitors of the site who never rest: one keeps its connection, one comes anew for each page, one writes into the guest book.
 * A request has failed when no page, or no page of the guest book, comes back. Nothing is tried again.
 */
final class Visitors implements AutoCloseable {
    private static final long PAUSE_MILLIS = 40;
    private static final long WRITE_PAUSE_MILLIS = 200;
    private static final int KEPT_FAILURES = 5;

    private final int port;
    private final Patience patience;
    private final AtomicInteger asked = new AtomicInteger();
    private final AtomicInteger failed = new AtomicInteger();
    private final AtomicInteger written = new AtomicInteger();
    private final List<String> failures = new CopyOnWriteArrayList<>();
    private volatile Set<String> releases = new TreeSet<>();
    private volatile List<Thread> threads = List.of();
    private volatile boolean closing;

    Visitors(int port, Patience patience) {
        this.port = port;
        this.patience = patience;
    }

    /** What they have met so far. */
    record Count(int asked, int failed, int written) {
        Count since(Count before) {
            return new Count(asked - before.asked, failed - before.failed, written - before.written);
        }
    }

    void start() {
        threads = List.of(Thread.ofVirtual().start(() -> read(true)), Thread.ofVirtual().start(() -> read(false)),
                Thread.ofVirtual().start(this::write));
    }

    Count count() {
        return new Count(asked.get(), failed.get(), written.get());
    }

    /** The first failures, in words. */
    List<String> failures() {
        return List.copyOf(failures);
    }

    /** Which releases have answered since this was asked last. */
    Set<String> releases() {
        synchronized (this) {
            Set<String> seen = releases;
            releases = new TreeSet<>();
            return seen;
        }
    }

    private void read(boolean keep) {
        try (SiteConnection site = new SiteConnection(port, keep)) {
            while (!closing) {
                visit(() -> {
                    SiteConnection.Answer answer = site.ask("GET", "/", "");
                    require(answer, 200, "Guest book");
                    synchronized (this) {
                        releases.add(answer.release());
                    }
                });
                patience.rest(PAUSE_MILLIS);
            }
        } catch (Interrupted e) {
            // The demo ends, and so do the visits.
            return;
        }
    }

    private void write() {
        try (SiteConnection site = new SiteConnection(port, false)) {
            while (!closing) {
                visit(() -> {
                    require(site.ask("POST", "/entries", "name=Visitor&text=Was+here&mood=glad"), 303, "");
                    written.incrementAndGet();
                });
                patience.rest(WRITE_PAUSE_MILLIS);
            }
        } catch (Interrupted e) {
            // The demo ends, and so do the visits.
            return;
        }
    }

    private interface Visit {
        void make() throws IOException;
    }

    private void visit(Visit visit) {
        asked.incrementAndGet();
        try {
            visit.make();
        } catch (IOException e) {
            failed.incrementAndGet();
            if (failures.size() < KEPT_FAILURES) {
                failures.add(e.toString());
            }
        }
    }

    private static void require(SiteConnection.Answer answer, int status, String text) throws IOException {
        if (answer.status() != status || !answer.body().contains(text)) {
            throw new IOException("status " + answer.status() + ": " + answer.body().lines().findFirst().orElse(""));
        }
    }

    /** Lets each finish what it has begun. */
    @Override
    public void close() {
        closing = true;
        try {
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
