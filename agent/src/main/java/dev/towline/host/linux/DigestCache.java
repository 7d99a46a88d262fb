package dev.towline.host.linux;

import dev.towline.host.Digest;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Remembers digests by path and what a stat says, so that an unchanged file costs one stat. A file that changed less than two
 * seconds before it was read is not remembered: a second write in the same tick of the clock would leave the same stat (git
 * calls this racy).
 */
final class DigestCache {
    /** What a stat said of the bytes; nobody can set the change time back. */
    private record Known(RawStat stamp, Digest digest) {}

    private static final Duration SETTLED = Duration.ofSeconds(2);
    private static final int MOST = 100_000;

    private final ConcurrentHashMap<String, Known> known = new ConcurrentHashMap<>();
    private final Clock clock;

    DigestCache(Clock clock) {
        this.clock = clock;
    }

    Optional<Digest> find(String path, RawStat stamp) {
        Known entry = known.get(path);
        return entry != null && entry.stamp.equals(stamp) ? Optional.of(entry.digest) : Optional.empty();
    }

    /** @param stamp from before the bytes were read */
    void remember(String path, RawStat stamp, Digest digest) {
        if (known.size() >= MOST) {
            known.clear();
        }
        if (stamp.changed().toInstant().plus(SETTLED).isBefore(clock.instant())
                && stamp.modified().toInstant().plus(SETTLED).isBefore(clock.instant())) {
            known.put(path, new Known(stamp, digest));
        } else {
            known.remove(path);
        }
    }

    void forget(String path) {
        known.remove(path);
    }
}
