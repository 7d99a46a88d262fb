/**
 * A service manager for a laptop without root: services, timers and jobs as child processes made from the same unit files that
 * systemd would read. It knows the keys that ordinary units use; a key that it does not know and that would change what runs is
 * an error, not a guess. Everything belongs to the user who runs the agent.
 */
@NullMarked
package dev.towline.host.local;

import org.jspecify.annotations.NullMarked;
