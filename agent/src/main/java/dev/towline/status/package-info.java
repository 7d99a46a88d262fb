/** What outsiders may see: immutable pictures of the agent and its targets, without secrets. Values only. */
@NullMarked
package dev.towline.status;

import org.jspecify.annotations.NullMarked;
