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
public record Work(TargetName target, DeploymentId deployment, Consumer<String> output, BooleanSupplier superseded) {
    /** Name of a job of which a target has one at a time, whichever deployment it belongs to. */
    public String job(String what) {
        return "towline-" + target + "-" + what;
    }

    /** Name of the job that migrates in this very deployment: after a kill it is found again, and never begun twice. */
    public String migrating() {
        return job("migrate") + "-" + deployment;
    }
}
