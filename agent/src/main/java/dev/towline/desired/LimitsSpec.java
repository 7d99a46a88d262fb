package dev.towline.desired;

import java.time.Duration;
import java.util.Optional;

/** What each command that builds, checks or migrates a release may use. */
public record LimitsSpec(
        @Key(value = "Memory of all its processes together.", absent = "three quarters of the machine's", example = "2G") Optional<ByteSize> memory,
        @Key(value = "Processes and threads.", fallback = "4096", min = 16, max = 1_000_000) int tasks,
        @Key(value = "How long it may take; not for migrations that are ordered.", absent = "what its component says", example = "30m") Optional<Duration> time,
        @Key(value = "Output of a build or check, which is stopped beyond it. A migration goes on, and the middle of its output is left out.", fallback = "256M") ByteSize output) {
    private static final long LEAST_MEMORY = 16 << 20;

    public LimitsSpec {
        if (memory.filter(m -> m.bytes() < LEAST_MEMORY).isPresent()) {
            throw new IllegalArgumentException("'memory' is at least 16M: no build runs in less");
        }
        if (time.filter(Duration::isZero).isPresent()) {
            throw new IllegalArgumentException("'time' is more than nothing, for instance 30m");
        }
    }
}
