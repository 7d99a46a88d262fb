package dev.towline.plan;

import dev.towline.history.After;
import dev.towline.history.Owned;
import dev.towline.history.Owned.Kind;
import dev.towline.host.Digest;
import dev.towline.host.UnitState;
import dev.towline.render.OnChange;
import dev.towline.render.RenderedTarget;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which removals wait for a person. A file that lost a line looks like one that was meant, so what stops something that serves is
 * always asked about: a site that goes, all that a target has, a service of the host, the web process of a site, and the last file of
 * a target that another program reads (its place in the proxy). The rest is counted over the whole host.
 */
final class RemovalApproval {
    private static final Set<Kind> STAY = EnumSet.of(Kind.USER, Kind.DATABASE, Kind.ROLE);

    private RemovalApproval() {}

    /**
     * @param gone all that is ours and not wanted
     * @param paths how many files and links of it are there
     */
    static void add(PlanInput input, Draft draft, List<Owned> gone, int paths) {
        String digest = Digest.of(String.join("\n",
                gone.stream().filter(o -> !STAY.contains(o.kind())).map(o -> o.kind() + " " + o.name()).sorted()
                        .toList()))
                .hex();
        boolean there = paths > 0 || gone.stream().anyMatch(o -> o.kind() == Kind.UNIT && isStopped(input, o));
        if (!there || input.removals().settled() || input.approved().removals(digest)) {
            return;
        }
        List<String> stops = stops(input, gone);
        if (!stops.isEmpty()) {
            draft.blockRemovals(digest, String.join(", ", stops), Remedies.approveOnly(input));
        }
        int cap = input.target().removalCap();
        if (paths > 0 && paths + input.removals().elsewhere() > cap) {
            String others = input.removals().elsewhere() == 0
                    ? ""
                    : ", and " + input.removals().elsewhere() + " from other targets of this host";
            draft.blockRemovals(digest, paths + " files would be removed" + others + ", the cap is " + cap,
                    Remedies.approve(input));
        }
    }

    /** What would no longer serve, in words. */
    private static List<String> stops(PlanInput input, List<Owned> gone) {
        RenderedTarget target = input.target();
        List<Owned> lost = gone.stream().filter(o -> !STAY.contains(o.kind())).toList();
        List<String> stops = new ArrayList<>();
        if (lost.isEmpty() || (input.removals().gone() && input.removals().allowed())) {
            return stops;
        }
        if (input.removals().gone()) {
            return List
                    .of("Git no longer names the site " + target.name() + ": all of it would be stopped and removed");
        }
        if (OwnedBy.of(target).stream().allMatch(o -> STAY.contains(o.kind()))) {
            return List.of("nothing of " + target.name() + " is left in Git: all of it would be stopped and removed");
        }
        if (target.name().isHost()) {
            lost.stream().filter(o -> o.kind() == Kind.UNIT).filter(o -> isStopped(input, o))
                    .forEach(o -> stops.add("the service " + o.name() + " would be stopped"));
        }
        if (target.release().isEmpty() && lost.stream().anyMatch(o -> o.kind() == Kind.TREE)) {
            stops.add("the application of " + target.name() + " would be stopped and removed");
        }
        unread(target, lost).forEach(unit -> stops.add("nothing of " + target.name() + " would be left in " + unit));
        return stops;
    }

    /** What ran before it was ours goes on running. */
    private static boolean isStopped(PlanInput input, Owned unit) {
        UnitState state = input.observed().unit(unit.name());
        return state.running() && !unit.before().running();
    }

    /** Units that read files of the target so far, and none any more. */
    private static Set<String> unread(RenderedTarget target, Collection<Owned> lost) {
        Set<String> units = lost.stream().filter(o -> o.kind() == Kind.FILE || o.kind() == Kind.LINK)
                .flatMap(o -> switch (o.after()) {
                    case After.Reload a -> Stream.of(a.unit());
                    case After.Restart a -> Stream.of(a.unit());
                    case After.Was a -> Stream.empty();
                    case null -> Stream.empty();
                })
                .collect(Collectors.toCollection(TreeSet::new));
        target.files().forEach(f -> units.removeAll(readers(f.onChange())));
        target.links().forEach(l -> units.removeAll(readers(l.onChange())));
        return units;
    }

    private static Set<String> readers(OnChange onChange) {
        return switch (onChange) {
            case OnChange.Reload r -> Set.of(r.unit());
            case OnChange.Restart r -> Set.of(r.unit());
            case OnChange.Nothing n -> Set.of();
            case OnChange.Run r -> Set.of();
        };
    }
}
