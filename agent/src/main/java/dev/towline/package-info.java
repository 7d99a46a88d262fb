/**
 * Argv and exit codes ({@link dev.towline.Main}) and the wiring diagram ({@code Agent}): the only place that knows every
 * room, starts them in order and stops them in reverse.
 */
@NullMarked
package dev.towline;

import org.jspecify.annotations.NullMarked;
