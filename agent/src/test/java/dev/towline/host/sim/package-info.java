/**
 * The simulated host: a machine in memory on which whole passes run, thousands a second, with a crash or a failure at any
 * effect. The world (disk, units, jobs, clock) outlives the agent; nothing here uses real time, threads, files or chance.
 */
@NullMarked
package dev.towline.host.sim;

import org.jspecify.annotations.NullMarked;
