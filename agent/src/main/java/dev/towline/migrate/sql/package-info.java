/**
 * What SQL text says: statements, each taken apart into changes of one thing. The only room that knows a PostgreSQL grammar, and only
 * {@link dev.towline.migrate.sql.Grammar} does. It does not judge: what a change means for running code is {@code migrate.rule}'s.
 */
@NullMarked
package dev.towline.migrate.sql;

import org.jspecify.annotations.NullMarked;
