/**
 * Django's migrations in a non-breaking order: the whole pending plan is judged on a shadow of the database before anything runs,
 * what takes away or tightens is deferred, and the contract runs when nobody needs it any more. The statements themselves are looked
 * at by {@code towline_django}, which runs as the site's user inside the release's own environment; this room says when, on what, and
 * what its answers mean. It never connects to a database itself.
 */
@NullMarked
package dev.towline.migrate.django;

import org.jspecify.annotations.NullMarked;
