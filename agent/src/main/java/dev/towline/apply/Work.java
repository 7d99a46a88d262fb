package dev.towline.apply;

import dev.towline.desired.TargetName;
import dev.towline.history.DeploymentId;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * The deployment that a step belongs to.
 *
 * @param output where build and migration output goes, line by line
 * @param superseded whether something newer waits; only waiting for health asks, never a migration
 */
public record Work(TargetName target, DeploymentId deployment, Consumer<String> output, BooleanSupplier superseded) {}
