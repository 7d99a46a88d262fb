package dev.towline.apply;

import dev.towline.plan.Phase;
import dev.towline.plan.Step;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.Predicate;

/** The steps of a plan by phase, in order. */
public final class Phases {
    private Phases() {}

    public static SequencedMap<Phase, List<Step>> of(List<Step> steps, Predicate<Phase> which) {
        SequencedMap<Phase, List<Step>> phases = new LinkedHashMap<>();
        steps.stream().filter(s -> which.test(s.phase()))
                .forEach(s -> phases.computeIfAbsent(s.phase(), p -> new ArrayList<>()).add(s));
        return phases;
    }
}
