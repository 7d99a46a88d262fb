/**
 * One pass from what woke it to what is remembered of it, and the loop that runs passes. The rooms do the work; this one decides
 * their order, whose fault a failure is, and when to try again.
 */
@NullMarked
package dev.towline.reconcile;

import org.jspecify.annotations.NullMarked;
