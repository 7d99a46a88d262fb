package dev.towline.plan;

import java.util.List;
import java.util.stream.Stream;

/** A plan for people: one line a step, with its phase and reason; no bytes of files, so no secrets. */
public final class PlanText {
    private PlanText() {}

    public static List<String> of(Plan plan) {
        return switch (plan) {
            case Plan.UpToDate p -> List.of("up to date");
            case Plan.Changes p -> p.steps().stream().map(PlanText::line).toList();
            case Plan.Blocked p -> Stream.concat(
                    p.blockers().stream().map(b -> "blocked: " + b.why() + "; " + b.remedy()),
                    p.steps().stream().map(s -> "waits: " + line(s))).toList();
        };
    }

    private static String line(Step step) {
        return String.format("%-9s %s (%s)", step.phase(), step.action().describe(), step.why());
    }
}
