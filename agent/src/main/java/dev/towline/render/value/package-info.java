/**
 * Python's values as far as a template can see them: how they print, compare, add, format and slice. Knows nothing of
 * templates, files or the host. Error texts name types and never a value, because a value may be a secret.
 */
@NullMarked
package dev.towline.render.value;

import org.jspecify.annotations.NullMarked;
