/**
 * What the agent remembers over a restart: deployments, the journal with the inverse of each step, the inventory of what is
 * ours, quarantine, and the last good pair of each target. Interfaces and values here; stores in rooms of their own. Knows no
 * host and no Git transport.
 */
@NullMarked
package dev.towline.history;

import org.jspecify.annotations.NullMarked;
