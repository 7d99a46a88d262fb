/** Restore points: verified dumps taken before migrations run, and their retention. Acts through {@code host}. */
@NullMarked
package dev.towline.restore;

import org.jspecify.annotations.NullMarked;
