/** What others may cost us: every limit on input, in one list. Values only; every room may read it, and it knows none. */
@NullMarked
package dev.towline.budget;

import org.jspecify.annotations.NullMarked;
