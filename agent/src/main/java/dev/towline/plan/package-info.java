/**
 * What Git says against what the host is, as an ordered list of actions with their reasons. Pure values and pure functions: no
 * files, processes, network, clock. Does not know how an action is done.
 */
@NullMarked
package dev.towline.plan;

import org.jspecify.annotations.NullMarked;
