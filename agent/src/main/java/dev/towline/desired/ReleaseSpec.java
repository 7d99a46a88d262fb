package dev.towline.desired;

import java.time.Duration;
import java.util.Optional;

/** How a new release takes over. */
public record ReleaseSpec(
        @Key(value = "Two slots side by side, or one that restarts behind a held socket (for hosts too small for two).", fallback = "blue-green") Strategy strategy,
        @Key(value = "How many complete releases stay on disk.", fallback = "3", min = 2, max = 100) int keep,
        @Key(value = "How long a new release is watched before the old one is stopped.", fallback = "30s", example = "5m") Duration soak,
        @Key(value = "How long requests may take to end on the old release.", absent = "that of the component's web process") Optional<Duration> drain,
        @Key(value = "What each of its commands may use.", fallback = "{}", example = "{ memory: 2G, time: 30m }") LimitsSpec limits) {

    /** Ways to take over. */
    public enum Strategy {
        BLUE_GREEN, RESTART
    }
}
