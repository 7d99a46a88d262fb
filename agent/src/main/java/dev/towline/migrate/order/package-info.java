/**
 * Migrations in a non-breaking order, whoever wrote them: what a deployment asks of an engine, the shadow that it judges on, the job
 * that it works in and what its answer means. Which engine a release has is decided here; how one works is known by its own package.
 */
@NullMarked
package dev.towline.migrate.order;

import org.jspecify.annotations.NullMarked;
