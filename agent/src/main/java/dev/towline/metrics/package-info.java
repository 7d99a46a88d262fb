/**
 * The only micrometer: listens to events and keeps the numbers that Prometheus scrapes. Names and labels are API, held to a
 * contract test. A series goes when its object goes. Knows events only; nobody knows it but the wiring.
 */
@NullMarked
package dev.towline.metrics;

import org.jspecify.annotations.NullMarked;
