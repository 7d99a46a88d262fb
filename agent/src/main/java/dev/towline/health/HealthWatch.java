package dev.towline.health;

import dev.towline.host.Pause;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Looks again and again until a verdict can stand. Asks one check after another, so that a simulated run is the same each time. */
public final class HealthWatch {
    /** Rounds in a row that may fail in a soak: one blip is not a release's fault, two are. */
    public static final int TOLERANCE = 1;

    private final Prober prober;
    private final Clock clock;
    private final Pause pause;
    private final HealthListener listener;

    public HealthWatch(Prober prober, Clock clock, Pause pause, HealthListener listener) {
        this.prober = prober;
        this.clock = clock;
        this.pause = pause;
        this.listener = listener;
    }

    /**
     * Healthy after so many rounds in a row in which every check passed; unhealthy at the deadline, with the last failure of
     * each check that had not passed as often by then. A round that began in time counts. Without checks there is nothing to wait for.
     *
     * @throws InterruptedException when the waiting thread is interrupted
     */
    public Verdict await(List<HealthCheck> checks, @Nullable Endpoint web, int passes, Duration interval,
            Duration deadline, BooleanSupplier cancelled) throws InterruptedException {
        if (checks.isEmpty()) {
            return new Verdict.Healthy();
        }
        Tally tally = new Tally(passes);
        Stopwatch stopwatch = new Stopwatch(clock, longestRound(checks, interval));
        while (stopwatch.elapsed().compareTo(deadline) < 0) {
            Optional<Round> round = look(checks, web, cancelled);
            if (round.isEmpty()) {
                return new Verdict.Cancelled();
            }
            tally.count(checks, round.get().failures());
            if (tally.enough()) {
                return new Verdict.Healthy();
            }
            pause.sleep(interval);
        }
        return new Verdict.Unhealthy(tally.failures(deadline));
    }

    /**
     * Healthy when the time is over and the last round passed; unhealthy as soon as more rounds in a row fail than are tolerated.
     * A unit that is down or was restarted is not tolerated at all.
     *
     * @throws InterruptedException when the waiting thread is interrupted
     */
    public Verdict soak(List<HealthCheck> checks, @Nullable Endpoint web, Duration interval, Duration duration,
            int tolerance, BooleanSupplier cancelled) throws InterruptedException {
        if (checks.isEmpty()) {
            return new Verdict.Healthy();
        }
        Stopwatch stopwatch = new Stopwatch(clock, longestRound(checks, interval));
        int failed = 0;
        while (failed > 0 || stopwatch.elapsed().compareTo(duration) < 0) {
            Optional<Round> round = look(checks, web, cancelled);
            if (round.isEmpty()) {
                return new Verdict.Cancelled();
            }
            failed = round.get().failures().isEmpty() ? 0 : failed + 1;
            if (failed > tolerance || round.get().unitFailed()) {
                return new Verdict.Unhealthy(round.get().failures());
            }
            pause.sleep(interval);
        }
        return new Verdict.Healthy();
    }

    /** One round; empty when it was cancelled, because then nothing can be said. */
    private Optional<Round> look(List<HealthCheck> checks, @Nullable Endpoint web, BooleanSupplier cancelled)
            throws InterruptedException {
        Round.Builder round = new Round.Builder();
        for (HealthCheck check : checks) {
            if (cancelled.getAsBoolean()) {
                return Optional.empty();
            }
            Optional<String> why = prober.probe(check, web);
            if (Thread.interrupted()) {
                throw new InterruptedException("waiting for health was cancelled");
            }
            round.add(check, why);
            listener.seen(check.name(), why.isEmpty(), why.orElse(""));
        }
        return Optional.of(round.build());
    }

    private static Duration longestRound(List<HealthCheck> checks, Duration interval) {
        return checks.stream().map(HealthCheck::timeout).reduce(interval, Duration::plus).plusSeconds(5);
    }
}
