package dev.towline.health;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * Measures by the host's clock, which a simulated host moves, but lets no step of that clock (time synchronisation after boot)
 * end or prolong a wait: one lap counts for no less than nothing and no more than it can have taken.
 */
final class Stopwatch {
    private final Clock clock;
    private final Duration longestLap;
    private Duration elapsed = Duration.ZERO;
    private Instant last;

    Stopwatch(Clock clock, Duration longestLap) {
        this.clock = clock;
        this.longestLap = longestLap;
        this.last = clock.instant();
    }

    Duration elapsed() {
        Instant now = clock.instant();
        Duration lap = Duration.between(last, now);
        last = now;
        if (!lap.isNegative()) {
            elapsed = elapsed.plus(lap.compareTo(longestLap) > 0 ? longestLap : lap);
        }
        return elapsed;
    }
}
