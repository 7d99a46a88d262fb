/**
 * A database of the linter's own on a server that a person names: made, used and dropped within one run. It runs migrations step by step and
 * tells which locks they took and what was written anew. It does not judge: that is {@code migrate.rule}'s, and what it sees may only make
 * the verdict more careful.
 */
@NullMarked
package dev.towline.migrate.shadow;

import org.jspecify.annotations.NullMarked;
