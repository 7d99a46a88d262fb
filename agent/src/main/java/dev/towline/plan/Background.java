package dev.towline.plan;

import dev.towline.history.Owned;
import dev.towline.plan.Action.Verb;
import dev.towline.plan.Step.Cause;
import dev.towline.render.RenderedRelease;
import dev.towline.render.RenderedRelease.BackgroundProcess;
import dev.towline.render.RenderedUnit;
import java.util.HashSet;
import java.util.Set;

/** Workers, schedulers and timers: each runs from exactly one release. */
final class Background {
    private final PlanInput input;
    private final Draft draft;

    Background(PlanInput input, Draft draft) {
        this.input = input;
        this.draft = draft;
    }

    /** A timer before its service, so that it does not start old code anew. */
    void stop(BackgroundProcess process, Phase phase, String why) {
        stop(process.start(), phase, why);
        if (!process.service().equals(process.start())) {
            stop(process.service(), phase, why);
        }
    }

    private void stop(String unit, Phase phase, String why) {
        if (input.observed().unit(unit).known()) {
            draft.once(phase, new Action.Unit(unit, Verb.STOP), why);
        }
    }

    void start(BackgroundProcess process, Phase phase, Cause cause, String why) {
        draft.add(phase, new Action.Unit(process.start(), Verb.ENABLE), cause, why);
        draft.add(phase, new Action.Unit(process.start(), Verb.START), cause, why);
    }

    /** Units of ours that the new release does not name: they stop with the switch. */
    void stopGone(RenderedRelease release) {
        Set<String> kept = names(release);
        input.target().units().stream().map(RenderedUnit::name).forEach(kept::add);
        input.owned().values().stream().filter(o -> o.kind() == Owned.Kind.UNIT && o.after() == null)
                .map(Owned::name).filter(name -> !kept.contains(name)).sorted(Background::timersFirst)
                .forEach(this::gone);
    }

    private void gone(String unit) {
        stop(unit, Phase.SWITCH, "Git names it no longer");
        if (input.observed().unit(unit).enabled()) {
            draft.once(Phase.SWITCH, new Action.Unit(unit, Verb.DISABLE), "Git names it no longer");
        }
    }

    static int timersFirst(String a, String b) {
        return Boolean.compare(b.endsWith(".timer"), a.endsWith(".timer"));
    }

    static Set<String> names(RenderedRelease release) {
        Set<String> names = new HashSet<>();
        release.web().ifPresent(web -> {
            names.add(web.blue().unit());
            names.add(web.green().unit());
            if (web.socketUnit() != null) {
                names.add(web.socketUnit());
            }
        });
        release.background().forEach(process -> {
            names.add(process.start());
            names.add(process.service());
        });
        return names;
    }
}
