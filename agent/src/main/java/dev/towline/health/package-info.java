/**
 * Health that cannot be fooled: checks as values, one prober a kind, and the verdict after N consecutive passes within a
 * deadline. Knows the host and JDBC; knows nothing of plans, releases or Git.
 */
@NullMarked
package dev.towline.health;

import org.jspecify.annotations.NullMarked;
