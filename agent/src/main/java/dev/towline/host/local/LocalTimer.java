package dev.towline.host.local;

import dev.towline.host.HostException;
import dev.towline.host.HostException.Kind;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One timer: a thread that sleeps until the next start of its service. */
final class LocalTimer {
    private static final Logger LOG = LoggerFactory.getLogger(LocalTimer.class);

    private final String unit;
    private final UnitFolder folder;
    private final Consumer<String> startService;
    private final Clock clock;
    private @Nullable Thread thread;

    LocalTimer(String unit, UnitFolder folder, Consumer<String> startService, Clock clock) {
        this.unit = unit;
        this.folder = folder;
        this.startService = startService;
        this.clock = clock;
    }

    synchronized boolean isActive() {
        return thread != null && thread.isAlive();
    }

    synchronized void start() {
        if (isActive()) {
            return;
        }
        try {
            TimerSpec spec = TimerSpec.of(folder.find(unit).orElseThrow(() -> UnitFolder.missing(unit)));
            thread = Thread.ofVirtual().name(unit).start(() -> run(spec));
        } catch (UnitProblem e) {
            throw new HostException(Kind.REJECTED, String.valueOf(e.getMessage()), e);
        }
    }

    synchronized void stop() {
        if (thread != null) {
            thread.interrupt();
            thread = null;
        }
    }

    private void run(TimerSpec spec) {
        Instant started = clock.instant();
        Instant from = started;
        Optional<Instant> lastRun = Optional.empty();
        while (true) {
            Optional<Instant> next = spec.next(from, started, lastRun, ZoneId.systemDefault());
            if (next.isEmpty()) {
                return;
            }
            try {
                Duration wait = Duration.between(clock.instant(), next.get());
                Thread.sleep(wait.isNegative() ? Duration.ZERO : wait);
                lastRun = Optional.of(clock.instant());
                // In a thread of its own, because a timer that is stopped leaves the service that it started alone.
                Thread.startVirtualThread(() -> startQuietly(spec.service())).join();
            } catch (InterruptedException e) {
                return;
            }
            // A sleep that ended a little early must not find the same moment again.
            from = clock.instant().isAfter(next.get()) ? clock.instant() : next.get();
        }
    }

    private void startQuietly(String service) {
        try {
            startService.accept(service);
        } catch (HostException e) {
            LOG.warn("{}: {}", unit, e.getMessage());
        }
    }
}
