package dev.towline.plan;

import dev.towline.plan.Step.Cause;
import dev.towline.render.RenderedRelease;
import dev.towline.render.RenderedRelease.ContractPolicy;
import dev.towline.render.RenderedRelease.Migration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * When what old code needed is taken away: at the start of the next release, once this one has proved itself and the old one is
 * stopped, or when a person says so. Data goes with it, so a restore point comes before.
 */
public final class ContractPlan {
    /** What a person's word for a contract is remembered as, in the place of the digest of removals. */
    public static final String APPROVAL = "contract";

    private ContractPlan() {}

    /** @param lingering whether a process of a release before that which serves still runs: then what it needs stays */
    static void beforeNext(PlanInput input, Draft draft, RenderedRelease next, boolean lingering) {
        @Nullable
        String running = input.observed().running().current();
        if (running != null && !lingering && policy(next).filter(ContractPolicy.NEXT_RELEASE::equals).isPresent()) {
            draft.add(Phase.MIGRATE, new Action.Contract(next, running, true), Cause.FOLLOWS,
                    "the releases that needed it no longer run" + lost(input, running));
        }
    }

    static void afterSoak(PlanInput input, Draft draft, RenderedRelease release) {
        if (policy(release).filter(ContractPolicy.AFTER_SOAK::equals).isPresent()) {
            contract(input, draft, release, "the release has proved itself and the old one is stopped");
        }
    }

    /** Whether it ends with a contract: that is owed until it was tried, whatever comes between. */
    public static boolean owes(Collection<Step> steps) {
        return steps.stream()
                .anyMatch(step -> !step.phase().beforeCommit() && step.action() instanceof Action.Contract);
    }

    /** Nothing else is to be done, and a person asked for the contract of what runs. */
    static void asked(PlanInput input, Draft draft) {
        input.target().release().filter(r -> APPROVAL.equals(input.approved()))
                .filter(r -> r.path().equals(input.observed().running().current())).filter(r -> policy(r).isPresent())
                .ifPresent(release -> contract(input, draft, release, "a person asked for it"));
    }

    /** Which kept releases may have needed it: what goes is known only when it is judged again. */
    private static String lost(PlanInput input, String running) {
        List<String> kept = input.observed().releases().stream().filter(id -> !running.endsWith("/" + id)).toList();
        return kept.isEmpty() ? "" : "; if something goes, no rollback to " + String.join(", ", kept) + " after it";
    }

    private static void contract(PlanInput input, Draft draft, RenderedRelease release, String why) {
        draft.add(Phase.PRUNE, new Action.Save(release), Cause.FOLLOWS, "data goes with it");
        draft.add(Phase.PRUNE, new Action.Contract(release, release.path(), false), Cause.FOLLOWS,
                why + lost(input, release.path()));
    }

    private static Optional<ContractPolicy> policy(RenderedRelease release) {
        return release.migration().flatMap(Migration::ordered).map(RenderedRelease.Ordered::contract);
    }
}
