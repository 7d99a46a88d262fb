package dev.towline.plan;

import dev.towline.plan.Step.Cause;

/** What Git says against what the host is. Pure: the same input gives the same plan. */
public final class Planner {
    private Planner() {}

    public static Plan plan(PlanInput input) {
        Draft draft = new Draft();
        if (input.target().provisional()) {
            Groundwork.add(input, draft);
            return draft.finish();
        }
        FoundationPlan.add(input, draft);
        ConfigurationPlan configuration = new ConfigurationPlan(input, draft);
        configuration.add();
        ReleasePlan release = new ReleasePlan(input, draft);
        release.add();
        RemovalPlan.add(input, draft);
        Owed.add(input, draft);
        if (!draft.isEmpty()) {
            release.verify();
            release.proved();
        }
        return draft.finish();
    }

    /** Words for a reason that names the commit. */
    static String changed(PlanInput input, String what) {
        return what + " changed in " + input.revision();
    }

    static Cause cause(boolean ours) {
        return ours ? Cause.DRIFT : Cause.NEW;
    }
}
