package dev.towline.plan;

import dev.towline.observe.ObservedState.Running;
import dev.towline.plan.Step.Cause;
import dev.towline.render.RenderedRelease;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Old releases beyond those that are kept; never the one that runs, nor the one to go back to. */
final class RetentionPlan {
    private RetentionPlan() {}

    static void add(PlanInput input, Draft draft, RenderedRelease release) {
        Set<String> needed = needed(input.observed().running(), release);
        List<String> others = input.observed().releases().stream().filter(id -> !needed.contains(id)).toList();
        int surplus = others.size() + needed.size() - release.keep();
        others.stream().limit(Math.max(0, surplus))
                .forEach(id -> draft.add(Phase.PRUNE, new Action.RemoveTree(release.home() + "/releases/" + id),
                        Cause.FOLLOWS,
                        "beyond the " + release.keep() + " that are kept"));
    }

    private static Set<String> needed(Running running, RenderedRelease release) {
        Set<String> needed = new HashSet<>();
        needed.add(release.id());
        boolean repaired = release.path().equals(running.current());
        @Nullable
        String target = repaired ? running.previous() : running.current();
        if (target != null) {
            needed.add(target.substring(target.lastIndexOf('/') + 1));
        }
        return needed;
    }
}
