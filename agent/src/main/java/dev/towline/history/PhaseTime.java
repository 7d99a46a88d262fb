package dev.towline.history;

import java.time.Duration;

/** How long a phase of a deployment took. */
public record PhaseTime(String phase, Duration took) {}
