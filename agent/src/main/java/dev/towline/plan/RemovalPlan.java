package dev.towline.plan;

import dev.towline.history.After;
import dev.towline.history.Owned;
import dev.towline.host.UnitState;
import dev.towline.plan.Action.Verb;
import dev.towline.plan.Step.Cause;
import dev.towline.render.RenderedTarget;
import dev.towline.render.RenderedUnit;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What is ours and Git no longer names. Users, databases and folders with something in them stay. */
final class RemovalPlan {
    private static final String WHY = "Git names it no longer";

    private RemovalPlan() {}

    static void add(PlanInput input, Draft draft) {
        Set<String> wanted = wanted(input.target());
        List<Owned> gone = input.owned().values().stream().filter(o -> !wanted.contains(o.kind() + " " + o.name()))
                .toList();
        gone.stream().filter(o -> o.kind() == Owned.Kind.UNIT).map(Owned::name).sorted(Background::timersFirst)
                .forEach(unit -> unit(input, draft, unit));
        List<Owned> paths = gone.stream().filter(o -> o.kind() == Owned.Kind.FILE || o.kind() == Owned.Kind.LINK)
                .filter(o -> input.observed().at(o.name()).isPresent()).toList();
        RemovalApproval.add(input, draft, gone, paths.size());
        paths.forEach(path -> remove(draft, path));
        follow(input, draft, paths);
        folders(input, draft, gone);
    }

    private static void unit(PlanInput input, Draft draft, String unit) {
        UnitState state = input.observed().unit(unit);
        After.Was was = input.owned(Owned.Kind.UNIT, unit).map(Owned::before).orElse(new After.Was(false, false));
        if ((state.known() && !state.running() && state.active() != UnitState.Active.INACTIVE)
                || (state.running() && !was.running())) {
            draft.once(Phase.SWITCH, new Action.Unit(unit, Verb.STOP), WHY);
        }
        if (state.enabled() && !was.enabled()) {
            draft.once(Phase.SWITCH, new Action.Unit(unit, Verb.DISABLE), WHY);
        }
    }

    private static void remove(Draft draft, Owned path) {
        draft.add(Phase.PRUNE, new Action.Remove(path.name(), path.original(), path.originalOwnership()), Cause.REMOVED,
                WHY);
    }

    private static void follow(PlanInput input, Draft draft, List<Owned> paths) {
        if (paths.stream().anyMatch(p -> UnitFiles.isDefinition(p.name()))) {
            draft.once(Phase.PRUNE, new Action.ReloadDefinitions(), WHY);
        }
        for (Owned path : paths) {
            switch (path.after()) {
                case After.Reload a -> wherever(input, draft, a.unit(), Verb.RELOAD);
                case After.Restart a -> wherever(input, draft, a.unit(), Verb.RESTART);
                case After.Was a -> {
                }
                case null -> {
                }
            }
        }
    }

    private static void wherever(PlanInput input, Draft draft, String unit, Verb verb) {
        if (input.observed().unit(unit).running()) {
            draft.once(Phase.PRUNE, new Action.Unit(unit, verb), WHY);
        }
    }

    private static void folders(PlanInput input, Draft draft, List<Owned> gone) {
        gone.stream().filter(o -> o.kind() == Owned.Kind.TREE)
                .forEach(o -> draft.add(Phase.PRUNE, new Action.RemoveTree(o.name()), Cause.REMOVED, WHY));
        gone.stream().filter(o -> o.kind() == Owned.Kind.DIRECTORY)
                .filter(o -> input.observed().at(o.name()).isPresent())
                .sorted(Comparator.comparing(Owned::name).reversed())
                .forEach(o -> draft.add(Phase.PRUNE, new Action.Remove(o.name(), null, null), Cause.REMOVED,
                        WHY + ", if it is empty"));
    }

    private static Set<String> wanted(RenderedTarget target) {
        Set<String> wanted = new HashSet<>();
        OwnedBy.of(target).forEach(o -> wanted.add(o.kind() + " " + o.name()));
        target.units().stream().map(RenderedUnit::name).forEach(u -> wanted.add(Owned.Kind.UNIT + " " + u));
        return wanted;
    }
}
