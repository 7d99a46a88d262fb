/**
 * The default store: one SQLite file in the agent's own state folder, one connection behind a lock, every write a short
 * transaction that is on the disk when its method returns. Together with {@code health} one of the few rooms that know
 * {@code java.sql}; knows nothing of plans, hosts or Git. A damaged or newer file stops the agent: an empty memory would take
 * our own files for foreign ones.
 */
@NullMarked
package dev.towline.history.sqlite;

import org.jspecify.annotations.NullMarked;
