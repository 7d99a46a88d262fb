/**
 * Runs the steps of a plan in order through the journal, and takes them back. Knows how each action is done through {@code host};
 * knows nothing of Git or of why a plan is as it is.
 */
@NullMarked
package dev.towline.apply;

import org.jspecify.annotations.NullMarked;
