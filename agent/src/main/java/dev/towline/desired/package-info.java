/**
 * What Git says: the config repo's snapshot parsed strictly into records, with every mistake reported at once and its
 * place. Values only: no host, no network, no process, no clock.
 */
@NullMarked
package dev.towline.desired;

import org.jspecify.annotations.NullMarked;
