/** A store that keeps no text before every known secret was taken out of it. The texts of people and programs only: what something is found by stays as it is. */
@NullMarked
package dev.towline.history.masked;

import org.jspecify.annotations.NullMarked;
