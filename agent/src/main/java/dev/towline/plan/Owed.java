package dev.towline.plan;

import dev.towline.plan.Step.Cause;
import dev.towline.render.RenderedRelease;
import dev.towline.render.RenderedRelease.Migration;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What is still to be done in the database of the release that runs: because its deployment counts already, or because a person
 * said so. It is remembered until it was tried, in the place of a person's word for a plan, whatever cuts the agent in between.
 */
public enum Owed {
    SETTLE, CONTRACT;

    /** What the steps after the commit owe. */
    public static Set<Owed> by(Collection<Step> steps) {
        Set<Owed> owed = EnumSet.noneOf(Owed.class);
        for (Step step : steps) {
            if (step.action() instanceof Action.SettleMigrations) {
                owed.add(SETTLE);
            } else if (step.action() instanceof Action.Contract && !step.phase().beforeCommit()) {
                owed.add(CONTRACT);
            }
        }
        return owed;
    }

    /** Of a remembered word; none where it is one for a plan. */
    public static Set<Owed> of(String approved) {
        return EnumSet.allOf(Owed.class).stream().filter(owed -> Set.of(approved.split(" ")).contains(owed.word()))
                .filter(owed -> !Maintenance.isApproval(approved))
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Owed.class)));
    }

    /** As it is remembered. */
    public static String words(Collection<Owed> owed) {
        return EnumSet.copyOf(owed).stream().map(Owed::word).collect(Collectors.joining(" "));
    }

    static void add(PlanInput input, Draft draft) {
        Set<Owed> owed = input.approved() == null ? Set.of() : of(input.approved());
        input.target().release().filter(r -> r.path().equals(input.observed().running().current()))
                .filter(r -> r.migration().flatMap(Migration::ordered).isPresent()).ifPresent(release -> {
                    if (owed.contains(SETTLE)) {
                        settle(draft, release, "the agent was stopped before it");
                    }
                    if (owed.contains(CONTRACT)) {
                        ContractPlan.add(input, draft, release, "it was asked for, or the agent was stopped before it");
                    }
                });
    }

    static void settle(Draft draft, RenderedRelease release, String why) {
        draft.add(Phase.RETIRE, new Action.SettleMigrations(release), Cause.FOLLOWS, why);
    }

    private String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
