package dev.towline.host.sim;

import java.time.Instant;
import java.util.Optional;

/**
 * One start of a unit.
 *
 * @param release folder of the release that its command names, links resolved at the start
 * @param socket where it listens
 */
public record Launch(String unit, SimUnitText definition, Optional<String> release, Optional<String> socket,
        Instant at) {}
