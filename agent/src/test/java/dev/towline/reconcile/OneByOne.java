package dev.towline.reconcile;

import dev.towline.desired.TargetName;
import dev.towline.trigger.Wake;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** Reconciliations in an order that a test chooses, with what a loop remembers between two of them. */
public final class OneByOne {
    private final Passes passes;
    private final Map<TargetName, TargetMemory> memories = new HashMap<>();

    public OneByOne(Passes passes) {
        this.passes = passes;
    }

    public ReconcileResult run(TargetName target, Wake wake, BooleanSupplier superseded) {
        Run run = new Run(Workplaces.unlimited(), memories.computeIfAbsent(target, t -> new TargetMemory()));
        return ScopedValue.where(Run.CURRENT, run).call(() -> passes.run(target, wake, run, superseded));
    }
}
