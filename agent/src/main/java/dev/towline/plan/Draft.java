package dev.towline.plan;

import dev.towline.plan.Plan.Blocker;
import dev.towline.plan.Step.Cause;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;

/** A plan in the making: steps as the planners find them, put in order at the end. */
final class Draft {
    private final List<Step> steps = new ArrayList<>();
    private final List<Blocker> blockers = new ArrayList<>();
    private final SequencedSet<String> seen = new LinkedHashSet<>();

    void add(Phase phase, Action action, Cause cause, String why) {
        steps.add(new Step(phase, action, cause, why));
    }

    /** Adds the step unless the same action is in the phase already: reloads and the like are done once. */
    void once(Phase phase, Action action, String why) {
        if (seen.add(phase + " " + action)) {
            add(phase, action, Cause.FOLLOWS, why);
        }
    }

    void block(String subject, String why, String remedy) {
        blockers.add(new Blocker(subject, why, remedy, null));
    }

    /** Until a person approves exactly these. */
    void blockRemovals(String digest, String why, String remedy) {
        blockers.add(new Blocker("removal " + digest, why, remedy, digest));
    }

    boolean has(Phase phase) {
        return steps.stream().anyMatch(s -> s.phase() == phase);
    }

    boolean isEmpty() {
        return steps.isEmpty();
    }

    List<Step> steps() {
        return List.copyOf(steps);
    }

    Plan finish() {
        List<Step> ordered = steps.stream().sorted(Comparator.comparing(Step::phase)).toList();
        if (!blockers.isEmpty()) {
            return new Plan.Blocked(blockers, ordered);
        }
        return ordered.isEmpty() ? new Plan.UpToDate() : new Plan.Changes(ordered);
    }
}
