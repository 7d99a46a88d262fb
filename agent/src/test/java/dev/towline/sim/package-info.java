/**
 * Whole lives of an agent on the simulated host: pushes, passes, kills at any effect, failures of any kind, reboots, and hands
 * that change things; and what must hold at every instant and at the end. Knows all rooms, and fakes only the outermost ones:
 * host, Git and the store. Nothing here uses real time, threads, files or unseeded chance, so a seed is a whole story.
 */
@NullMarked
package dev.towline.sim;

import org.jspecify.annotations.NullMarked;
