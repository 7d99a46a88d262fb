package dev.towline.plan;

import dev.towline.health.Endpoint;
import dev.towline.health.HealthCheck;
import dev.towline.plan.Action.Verb;
import dev.towline.plan.Step.Cause;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Health of the target and of every unit that the plan touches, before anything is called done. */
final class VerifyPlan {
    private VerifyPlan() {}

    static void add(PlanInput input, Draft draft) {
        var health = input.target().health();
        Set<String> units = touched(draft);
        List<HealthCheck> checks = Checks.with(health.checks(), units);
        if (checks.isEmpty()) {
            return;
        }
        boolean released = input.target().release()
                .filter(r -> !r.path().equals(input.observed().running().current())).isPresent();
        draft.add(Phase.VERIFY,
                new Action.AwaitHealthy(input.target().name().toString(), checks, front(input), health.passes(),
                        health.interval(), health.deadline(), released ? health.soak() : Duration.ZERO),
                Cause.FOLLOWS,
                released ? "through the proxy, and for " + health.soak().toSeconds() + " s" : "after the change");
    }

    static @Nullable Endpoint front(PlanInput input) {
        return input.target().front()
                .or(() -> input.target().release().flatMap(r -> r.web()).map(w -> new Endpoint.Unix(w.currentSocket())))
                .orElse(null);
    }

    static Set<String> touched(Draft draft) {
        Set<String> units = new HashSet<>();
        for (Step step : draft.steps()) {
            if (step.action() instanceof Action.Unit unit && step.phase().beforeCommit()) {
                if (unit.verb() == Verb.STOP || unit.verb() == Verb.DISABLE) {
                    units.remove(unit.unit());
                } else if (unit.verb() != Verb.ENABLE) {
                    units.add(unit.unit());
                }
            }
        }
        return units;
    }
}
