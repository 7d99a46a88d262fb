package dev.towline.plan;

import dev.towline.observe.ObservedState;
import dev.towline.observe.ObservedState.Running;
import dev.towline.plan.Step.Cause;
import dev.towline.render.RenderedRelease;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Old releases beyond those that are kept, never the one that runs nor the one to go back to; environments that no release that
 * stays links to; and what a build that was cut left.
 */
final class RetentionPlan {
    private RetentionPlan() {}

    static void add(PlanInput input, Draft draft, RenderedRelease release) {
        ObservedState observed = input.observed();
        Set<String> needed = needed(observed.running(), release);
        List<String> others = observed.releases().stream().filter(id -> !needed.contains(id))
                .sorted(Comparator.comparingInt(id -> worth(input.proven(), id))).toList();
        int surplus = others.size() + needed.size() - release.keep();
        Set<String> gone = others.stream().limit(Math.max(0, surplus)).collect(Collectors.toSet());
        observed.releases().stream().filter(gone::contains).forEach(id -> remove(draft,
                release.home() + "/releases/" + id, "beyond the " + release.keep() + " that are kept"));
        environments(observed, draft, release, gone);
        unfinished(observed, draft, release);
    }

    /** What never went live goes first, then the oldest of what did. */
    private static int worth(List<String> proven, String id) {
        int age = proven.indexOf(id);
        return age < 0 ? -1 : proven.size() - age;
    }

    private static void remove(Draft draft, String path, String why) {
        draft.add(Phase.PRUNE, new Action.RemoveTree(path), Cause.FOLLOWS, why);
    }

    /** Where it is not known what a release links to, all environments stay. */
    private static void environments(ObservedState observed, Draft draft, RenderedRelease release, Set<String> gone) {
        List<String> staying = observed.releases().stream().filter(id -> !gone.contains(id)).toList();
        if (!observed.linked().keySet().containsAll(staying)) {
            return;
        }
        Set<String> linked = staying.stream().map(id -> observed.linked().getOrDefault(id, ""))
                .collect(Collectors.toSet());
        release.environment().ifPresent(environment -> linked.add(environment.digest()));
        observed.environments().stream().filter(digest -> !linked.contains(digest))
                .forEach(digest -> remove(draft, release.home() + "/venvs/" + digest, "no release links to it"));
    }

    private static void unfinished(ObservedState observed, Draft draft, RenderedRelease release) {
        Set<String> spared = new HashSet<>(Set.of(release.path()));
        release.environment().filter(e -> !observed.environments().contains(e.digest()))
                .ifPresent(e -> spared.addAll(List.of(e.path(), e.path() + ".inputs")));
        needed(observed.running(), release).forEach(id -> spared.add(release.home() + "/releases/" + id));
        observed.unfinished().stream().filter(path -> !spared.contains(path))
                .forEach(path -> remove(draft, path, "its build was cut"));
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
