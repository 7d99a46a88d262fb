package dev.towline.plan;

/**
 * Packages that must be in before the rest can be named: on an empty host the interpreter, whose version is part of an
 * environment's name, is not there to be asked.
 */
final class Groundwork {
    private Groundwork() {}

    static void add(PlanInput input, Draft draft) {
        FoundationPlan.packages(input, draft);
        if (draft.isEmpty()) {
            String command = input.target().unanswered().orElseThrow();
            draft.block("interpreter", "'" + command + "' cannot be run, and all packages of the site are installed",
                    "add the package that has it to the component's packages, or name another interpreter");
        }
    }
}
