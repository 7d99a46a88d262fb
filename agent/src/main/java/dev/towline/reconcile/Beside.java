package dev.towline.reconcile;

import dev.towline.desired.TargetName;
import dev.towline.history.History;
import dev.towline.history.Owned;
import dev.towline.plan.Phase;
import dev.towline.plan.Plan;
import dev.towline.plan.Step;
import dev.towline.render.RenderedRelease;
import dev.towline.render.RenderedTarget;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What of a target goes on while a path of its configuration waits for a person, because something that is not ours is in its way: all but
 * that path, what lies below it, and the unit that it defines. A new release waits: it may need the path.
 */
final class Beside {
    private static final Set<Phase> OF_A_RELEASE = EnumSet.of(Phase.BUILD, Phase.SAVE, Phase.MIGRATE, Phase.BOOT,
            Phase.RETIRE);
    private static final String UNITS = "/etc/systemd/system/";
    private final History history;
    private final Drafting drafting;

    Beside(History history, Drafting drafting) {
        this.history = history;
        this.drafting = drafting;
    }

    /** Empty where something else waits too, where the release needs the path, or where there is nothing to do. */
    Optional<Attempt> of(RenderedTarget target, Heads heads, Plan.Blocked blocked, String trigger) {
        Set<String> paths = blocked.blockers().stream().map(Plan.Blocker::subject).collect(Collectors.toSet());
        RenderedTarget rest = without(target, paths);
        if (target.provisional() || !paths.stream().allMatch(path -> isConfiguration(target, path))) {
            return Optional.empty();
        }
        Drafting.Drafted drafted = drafting.draft(rest, heads, trigger,
                owned -> !isAt(paths).test(owned.name()));
        return drafted.plan() instanceof Plan.Changes changes
                && changes.steps().stream().map(Step::phase).noneMatch(OF_A_RELEASE::contains)
                        ? Optional.of(drafted.attempt())
                        : Optional.empty();
    }

    private static boolean isConfiguration(RenderedTarget target, String path) {
        boolean named = target.files().stream().anyMatch(f -> f.path().equals(path))
                || target.links().stream().anyMatch(l -> l.path().equals(path))
                || target.directories().stream().anyMatch(d -> d.path().equals(path));
        return named && target.release().map(RenderedRelease::home)
                .filter(home -> path.equals(home) || path.startsWith(home + "/")).isEmpty();
    }

    private static Predicate<String> isAt(Set<String> paths) {
        return path -> paths.stream().anyMatch(blocked -> path.equals(blocked) || path.startsWith(blocked + "/"));
    }

    private static RenderedTarget without(RenderedTarget t, Set<String> paths) {
        Predicate<String> at = isAt(paths);
        return new RenderedTarget(t.name(), t.settings(), t.packages(), t.users(),
                t.directories().stream().filter(d -> !at.test(d.path())).toList(),
                t.files().stream().filter(f -> !at.test(f.path())).toList(),
                t.links().stream().filter(l -> !at.test(l.path())).toList(),
                t.units().stream().filter(u -> !at.test(UNITS + u.name())).toList(), t.databases(), t.setup(),
                t.validators(), t.domains(), t.adopted(), t.removalCap(), t.health(), t.front(), t.release());
    }

    /** What was ours at the paths stays so, with what it had replaced. */
    List<Owned> waiting(TargetName target, Plan.Blocked blocked) {
        Set<String> paths = blocked.blockers().stream().map(Plan.Blocker::subject).collect(Collectors.toSet());
        return history.inventory().of(target).stream().filter(o -> isAt(paths).test(o.name())).toList();
    }

    void keep(TargetName target, List<Owned> waiting) {
        List<Owned> all = new ArrayList<>(history.inventory().of(target));
        all.removeIf(o -> waiting.stream().anyMatch(w -> w.kind() == o.kind() && w.name().equals(o.name())));
        all.addAll(waiting);
        history.inventory().replace(target, all);
    }
}
