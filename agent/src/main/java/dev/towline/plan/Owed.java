package dev.towline.plan;

import dev.towline.history.Unfinished;
import dev.towline.plan.Step.Cause;
import dev.towline.render.RenderedRelease;
import dev.towline.render.RenderedRelease.Migration;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Set;

/**
 * What is still to be done in the database of the release that runs: because its deployment counts already, or because a person
 * decided so.
 */
public final class Owed {
    private Owed() {}

    /** What the steps after the commit owe. */
    public static Set<Unfinished> by(Collection<Step> steps) {
        Set<Unfinished> owed = EnumSet.noneOf(Unfinished.class);
        for (Step step : steps) {
            if (step.action() instanceof Action.SettleMigrations) {
                owed.add(Unfinished.SETTLE);
            } else if (step.action() instanceof Action.Contract && !step.phase().beforeCommit()) {
                owed.add(Unfinished.CONTRACT);
            }
        }
        return owed;
    }

    static void add(PlanInput input, Draft draft) {
        input.target().release().filter(r -> r.path().equals(input.observed().running().current()))
                .filter(r -> r.migration().flatMap(Migration::ordered).isPresent()).ifPresent(release -> {
                    if (input.approved().settles()) {
                        settle(draft, release, "the agent was stopped before it");
                    }
                    if (input.approved().contracts()) {
                        ContractPlan.add(input, draft, release, "it was asked for, or the agent was stopped before it");
                    }
                });
    }

    static void settle(Draft draft, RenderedRelease release, String why) {
        draft.add(Phase.RETIRE, new Action.SettleMigrations(release), Cause.FOLLOWS, why);
    }
}
