/**
 * Secret values and where they come from. A {@link dev.towline.secret.Secret} never shows itself: not in a log, not in an
 * error, not in a debugger's toString. This room knows nothing of the rooms that use secrets.
 */
@NullMarked
package dev.towline.secret;

import org.jspecify.annotations.NullMarked;
