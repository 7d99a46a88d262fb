/**
 * YAML to records, strictly: a tree that knows the line and column of everything, and one binder that follows the records'
 * own keys and collects every mistake. The only Jackson of {@code desired}. Knows nothing of hosts, templates or Git.
 */
@NullMarked
package dev.towline.desired.parse;

import org.jspecify.annotations.NullMarked;
