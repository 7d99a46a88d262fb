package dev.towline.plan;

import dev.towline.desired.TargetName;
import dev.towline.health.HealthPolicy;
import dev.towline.history.Owned;
import dev.towline.observe.ObservedState;
import dev.towline.render.RenderedTarget;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All that a plan follows from.
 *
 * @param revision short name of the config commit, for reasons
 * @param owned what is ours of this target, by kind and name
 * @param others owner of each path that belongs to another target
 * @param approved what a person let through
 * @param proven releases that once went live here, the newest first
 * @param live the checks of the pair that is live: what runs is asked by its own
 * @param removals what must be known of removals besides this target's own
 */
public record PlanInput(RenderedTarget target, ObservedState observed, String revision, Map<String, Owned> owned,
        Map<String, TargetName> others, Approved approved, List<String> proven,
        HealthPolicy live, Removals removals) {
    public PlanInput {
        owned = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(owned));
        others = Map.copyOf(others);
        proven = List.copyOf(proven);
    }

    /** The same, knowing which releases went live. */
    public PlanInput proving(List<String> newestFirst) {
        return new PlanInput(target, observed, revision, owned, others, approved, newestFirst, live, removals);
    }

    /** The same, knowing of the host's removals. */
    public PlanInput removing(Removals known) {
        return new PlanInput(target, observed, revision, owned, others, approved, proven, live, known);
    }

    /** The same, knowing the checks of what is live. */
    public PlanInput living(HealthPolicy live) {
        return new PlanInput(target, observed, revision, owned, others, approved, proven, live, removals);
    }

    /**
     * What a plan for this target follows from.
     *
     * @param all the whole inventory of the host
     */
    public static PlanInput of(RenderedTarget target, ObservedState observed, String revision, Collection<Owned> all,
            Approved approved) {
        Map<String, Owned> owned = new LinkedHashMap<>();
        Map<String, TargetName> others = new LinkedHashMap<>();
        for (Owned one : all) {
            if (one.target().equals(target.name())) {
                owned.put(key(one.kind(), one.name()), one);
            } else {
                others.put(key(one.kind(), one.name()), one.target());
            }
        }
        return new PlanInput(target, observed, revision, owned, others, approved, List.of(),
                target.health(), Removals.OWN);
    }

    private static String key(Owned.Kind kind, String name) {
        return kind + " " + name;
    }

    Optional<Owned> owned(Owned.Kind kind, String name) {
        return Optional.ofNullable(owned.get(key(kind, name)));
    }

    /** What is ours at the path: a file, link or folder, or a folder of ours that holds it. */
    Optional<Owned> ownedPath(String path) {
        return owned(Owned.Kind.FILE, path).or(() -> owned(Owned.Kind.LINK, path))
                .or(() -> owned(Owned.Kind.DIRECTORY, path)).or(() -> holding(path));
    }

    private Optional<Owned> holding(String path) {
        return owned.values().stream().filter(o -> o.kind() == Owned.Kind.TREE && path.startsWith(o.name() + "/"))
                .findFirst();
    }

    Optional<TargetName> otherOwner(Owned.Kind kind, String name) {
        return Optional.ofNullable(others.get(key(kind, name)));
    }

    boolean mayTake(String path) {
        return target.adopted().contains(path);
    }
}
