/** What the host is now, for exactly what a plan asks about. Reads through {@code host} and changes nothing. */
@NullMarked
package dev.towline.observe;

import org.jspecify.annotations.NullMarked;
