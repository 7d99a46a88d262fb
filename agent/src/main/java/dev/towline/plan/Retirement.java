package dev.towline.plan;

import dev.towline.host.UnitState;
import dev.towline.plan.Action.Verb;
import dev.towline.plan.Step.Cause;
import dev.towline.render.RenderedRelease.SlotUnit;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;

/** Ends the slot that no longer serves, after its requests have ended. */
final class Retirement {
    /** What failed has ended already. */
    private static final Set<UnitState.Active> ENDS = EnumSet.of(UnitState.Active.ACTIVE, UnitState.Active.ACTIVATING,
            UnitState.Active.DEACTIVATING);
    private Retirement() {}

    static void of(PlanInput input, Draft draft, SlotUnit old, Duration drain) {
        String why = "the new release has proved itself";
        UnitState state = input.observed().unit(old.unit());
        if (state.enabled()) {
            draft.add(Phase.RETIRE, new Action.Unit(old.unit(), Verb.DISABLE), Cause.FOLLOWS, why);
        }
        if (state.running()) {
            draft.add(Phase.RETIRE, new Action.Drain(old.socket(), drain), Cause.FOLLOWS, why);
        }
        if (ENDS.contains(state.active())) {
            draft.add(Phase.RETIRE, new Action.Unit(old.unit(), Verb.STOP), Cause.FOLLOWS, why);
        }
    }
}
