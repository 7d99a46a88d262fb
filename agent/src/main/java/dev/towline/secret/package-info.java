/** Secrets: a value that does not print itself, and where values come from (made once on the host, or given there in a root-only file). */
@NullMarked
package dev.towline.secret;

import org.jspecify.annotations.NullMarked;
