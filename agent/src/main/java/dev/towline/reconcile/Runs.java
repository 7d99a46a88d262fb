package dev.towline.reconcile;

import dev.towline.desired.TargetName;
import dev.towline.trigger.Wake;
import java.util.function.BooleanSupplier;

/** Reconciliations, as the loop of a target sees them. */
public interface Runs {
    /** @param superseded whether something newer waits */
    ReconcileResult run(TargetName target, Wake wake, Run run, BooleanSupplier superseded);

    /** The run ended with what nobody foresaw, or was given up: it is said, and tried again after a while. */
    ReconcileResult failed(TargetName target, Wake wake, Run run, String why);

    /** It waits for one of the places at work. */
    void queued(TargetName target);

    /** Waiting times begin anew. */
    void rearm(TargetName target);

    /** The target is followed from now on. */
    default void known(TargetName target) {}

    /** The target is gone. */
    void forget(TargetName target);
}
