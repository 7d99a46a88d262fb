/**
 * systemd as service manager: units by systemctl, jobs as transient units by systemd-run. What is executed is data
 * ({@link dev.towline.host.systemd.Systemctl}, {@link dev.towline.host.systemd.TransientUnit}) before anything runs it. Knows
 * the linux room; knows nothing of sites and releases.
 */
@NullMarked
package dev.towline.host.systemd;

import org.jspecify.annotations.NullMarked;
