/**
 * The commands of people, and how they speak to the running agent. Prints; nothing else in the house does. Knows the agent's
 * unix socket and its HTTP API, not the rooms behind it.
 */
@NullMarked
package dev.towline.cli;

import org.jspecify.annotations.NullMarked;
