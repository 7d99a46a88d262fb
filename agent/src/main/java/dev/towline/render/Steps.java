package dev.towline.render;

import dev.towline.desired.Component;
import dev.towline.desired.ComponentSpec.StepSpec;
import dev.towline.render.RenderedRelease.BuildStep;
import java.util.ArrayList;
import java.util.List;

/** Makes the commands of builds. */
final class Steps {
    private Steps() {}

    static List<BuildStep> of(List<StepSpec> specs, Scope scope, Component component) throws RenderException {
        List<BuildStep> steps = new ArrayList<>();
        for (StepSpec spec : specs) {
            if (scope.wanted(spec.when().orElse(null))) {
                if (spec.timeout().isZero()) {
                    throw new RenderException(List.of(component.place()
                            .problem("the step '" + spec.name() + "' has no time at all", "give it a timeout")));
                }
                steps.add(new BuildStep(spec.name(), scope.argv(spec.run()), spec.timeout()));
            }
        }
        return steps;
    }
}
