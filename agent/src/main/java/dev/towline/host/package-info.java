/**
 * The only hands: files, commands, transient jobs, the service manager, users, packages, databases and locks of the machine.
 * Every effect of the agent passes one of these interfaces, so that whole passes run against a simulated host with a fault at
 * any effect. This room knows nothing of sites, plans or Git; callers hold policy, it holds mechanism. Paths are absolute
 * and real: a root prefix is already in them.
 */
@NullMarked
package dev.towline.host;

import org.jspecify.annotations.NullMarked;
