package dev.towline.plan;

import dev.towline.plan.Step.Cause;
import dev.towline.render.RenderedFile;
import dev.towline.render.Validator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The checks of files by their own programs: each validator judges all of its files at once. Files that go out late are checked
 * early as well, so that a mistake is told before anything is built.
 */
final class Validation {
    private Validation() {}

    static void add(PlanInput input, Draft draft, Phase phase, List<RenderedFile> files) {
        Map<String, List<RenderedFile>> byValidator = new LinkedHashMap<>();
        for (RenderedFile file : files) {
            String name = file.validator();
            if (name != null) {
                byValidator.computeIfAbsent(name, n -> new java.util.ArrayList<>()).add(file);
            }
        }
        byValidator.forEach((name, judged) -> {
            Validator validator = input.target().validators().get(name);
            if (validator == null) {
                draft.block(judged.getFirst().path(), "there is no validator '" + name + "'",
                        "name one that a component defines");
                return;
            }
            Action.Validate check = new Action.Validate(validator, judged, List.of());
            if (phase == Phase.CONFIGURE) {
                draft.add(Phase.CHECK, check, Cause.FOLLOWS, "before anything is built");
            }
            draft.add(phase, check, Cause.FOLLOWS, "before they are put in place");
        });
    }
}
