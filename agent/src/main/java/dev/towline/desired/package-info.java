/**
 * What Git says: records and the strict parser that makes them from a snapshot of the config repo, every problem reported at
 * once with file, line and column. Records hold values only; the parser alone knows Jackson. Knows nothing of the host as it is.
 */
@NullMarked
package dev.towline.desired;

import org.jspecify.annotations.NullMarked;
