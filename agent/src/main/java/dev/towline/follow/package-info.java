/**
 * Follows the repos and says what they want: fetches through {@code source}, reads with {@code desired}, renders with {@code render},
 * and remembers what was rendered. The bridge between Git and a pass; changes nothing on the host.
 */
@NullMarked
package dev.towline.follow;

import org.jspecify.annotations.NullMarked;
