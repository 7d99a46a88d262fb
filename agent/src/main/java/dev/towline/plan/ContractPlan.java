package dev.towline.plan;

import dev.towline.plan.Step.Cause;
import dev.towline.render.RenderedRelease;
import dev.towline.render.RenderedRelease.ContractPolicy;
import dev.towline.render.RenderedRelease.Migration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * When what old code needed is taken away: at the start of the next release, once this one has proved itself and the old one is
 * stopped, or when a person says so. Data goes with it, so a restore point comes before.
 */
final class ContractPlan {
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
            add(input, draft, release, "the release has proved itself and the old one is stopped");
        }
    }

    /** Which kept releases may have needed it: what goes is known only when it is judged again. */
    private static String lost(PlanInput input, String running) {
        List<String> kept = input.observed().releases().stream().filter(id -> !running.endsWith("/" + id)).toList();
        return kept.isEmpty() ? "" : "; if something goes, no rollback to " + String.join(", ", kept) + " after it";
    }

    static void add(PlanInput input, Draft draft, RenderedRelease release, String why) {
        draft.add(Phase.PRUNE, new Action.Save(release), Cause.FOLLOWS, "data goes with it");
        draft.add(Phase.PRUNE, new Action.Contract(release, release.path(), false), Cause.FOLLOWS,
                why + lost(input, release.path()));
    }

    private static Optional<ContractPolicy> policy(RenderedRelease release) {
        return release.migration().flatMap(Migration::ordered).map(RenderedRelease.Ordered::contract);
    }
}
