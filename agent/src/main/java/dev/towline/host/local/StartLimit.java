package dev.towline.host.local;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;

/** Ends crash loops: so many starts within an interval, and no more. */
final class StartLimit {
    private final ArrayDeque<Instant> starts = new ArrayDeque<>();

    /** Notes a start, or says false where it would be one too many. */
    boolean allows(Instant now, int burst, Duration interval) {
        if (burst == 0 || interval.isZero()) {
            return true;
        }
        while (!starts.isEmpty() && starts.getFirst().plus(interval).isBefore(now)) {
            starts.removeFirst();
        }
        if (starts.size() >= burst) {
            return false;
        }
        starts.addLast(now);
        return true;
    }

    void clear() {
        starts.clear();
    }
}
