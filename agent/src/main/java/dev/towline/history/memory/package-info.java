/**
 * A history that forgets when the process ends: for {@code towline plan} on a machine that has no state yet, and as the disk of
 * the simulated host, where it must cost next to nothing. Held to the same contract test as the stores that last.
 */
@NullMarked
package dev.towline.history.memory;

import org.jspecify.annotations.NullMarked;
