/**
 * What every Linux host has, whichever service manager runs it: atomic files that no planted link can lead astray, commands,
 * accounts, apt, PostgreSQL, locks between processes, sockets, facts. Knows no service manager (that is {@code host.systemd}
 * and {@code host.local}, which build on this room) and no policy.
 */
@NullMarked
package dev.towline.host.linux;

import org.jspecify.annotations.NullMarked;
