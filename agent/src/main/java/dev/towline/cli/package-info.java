/**
 * The commands of people. Prints; nothing else in the house does. A command asks the running agent over its unix socket; where
 * none runs it opens the rooms itself by {@link dev.towline.cli.House}, and knows what a {@link dev.towline.cli.Session} shows.
 */
@NullMarked
package dev.towline.cli;

import org.jspecify.annotations.NullMarked;
