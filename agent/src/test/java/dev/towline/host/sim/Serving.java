package dev.towline.host.sim;

import java.util.Optional;

/** A unit that runs, the socket that it answers on, its release's folder, and whether its answers are right just now. */
public record Serving(String unit, String socket, Optional<String> release, boolean healthy) {}
