/**
 * Release folders: laid out, built as the site's own user, marked complete, and immutable from then on. Acts through {@code host};
 * knows nothing of plans, slots or who serves.
 */
@NullMarked
package dev.towline.release;

import org.jspecify.annotations.NullMarked;
