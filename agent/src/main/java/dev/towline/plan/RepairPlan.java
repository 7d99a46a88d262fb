package dev.towline.plan;

import dev.towline.history.Owned;
import dev.towline.host.UnitState;
import dev.towline.plan.Action.Verb;
import dev.towline.plan.Step.Cause;
import dev.towline.render.RenderedFile;
import dev.towline.render.RenderedRelease;
import dev.towline.render.RenderedRelease.BackgroundProcess;
import dev.towline.render.RenderedRelease.SlotUnit;
import dev.towline.render.RenderedRelease.Strategy;
import dev.towline.render.RenderedRelease.WebProcess;
import dev.towline.render.Slot;

/** The release that Git names is the one that runs: mends what somebody changed, and ends what an interrupted pass left. */
final class RepairPlan {
    private final PlanInput input;
    private final Draft draft;
    private final RenderedRelease release;

    RepairPlan(PlanInput input, Draft draft, RenderedRelease release) {
        this.input = input;
        this.draft = draft;
        this.release = release;
    }

    void add() {
        Maintenance.open(input, draft, release);
        release.files().forEach(file -> put(file, null));
        release.web().ifPresent(this::web);
        release.background().forEach(this::background);
        new Background(input, draft).stopGone(release);
        RetentionPlan.add(input, draft, release);
    }

    private void web(WebProcess web) {
        Slot slot = release.strategy() == Strategy.BLUE_GREEN
                ? ActiveSlot.of(input.observed(), web).orElse(Slot.BLUE)
                : Slot.BLUE;
        SlotUnit serving = web.slot(slot);
        boolean rewritten = put(serving.file(), serving.unit());
        if (web.socketUnit() != null && isLost(web.socketUnit(), web.currentSocket())) {
            hold(web.socketUnit(), serving.unit());
        } else {
            if (web.socketUnit() != null) {
                run(web.socketUnit(), false);
            }
            run(serving.unit(), rewritten);
        }
        if (release.strategy() == Strategy.BLUE_GREEN) {
            if (!serving.socket().equals(input.observed().running().socket())) {
                draft.add(Phase.SWITCH, new Action.PutLink(web.currentSocket(), serving.socket()), Cause.DRIFT,
                        "the link does not name the slot that serves");
            }
            Retirement.of(input, draft, web.slot(slot.other()), web.drain());
        }
    }

    /** The socket's path was removed: its unit still holds it, and nobody can reach it. */
    private boolean isLost(String socketUnit, String path) {
        return input.observed().unit(socketUnit).running() && input.observed().at(path).isEmpty();
    }

    /** systemd makes the socket anew only while nobody uses the old one. */
    private void hold(String socketUnit, String service) {
        String why = "the path of its socket is gone";
        draft.add(Phase.SWITCH, new Action.Unit(service, Verb.STOP), Cause.DRIFT, why);
        draft.add(Phase.SWITCH, new Action.Unit(socketUnit, Verb.STOP), Cause.DRIFT, why);
        draft.add(Phase.SWITCH, new Action.Unit(socketUnit, Verb.START), Cause.DRIFT, why);
        draft.add(Phase.SWITCH, new Action.Unit(service, Verb.START), Cause.DRIFT, why);
    }

    private void background(BackgroundProcess process) {
        boolean rewritten = false;
        for (RenderedFile file : process.files()) {
            rewritten |= put(file, process.start());
        }
        run(process.start(), rewritten);
    }

    /** Whether the file had to be put back. */
    private boolean put(RenderedFile file, @org.jspecify.annotations.Nullable String unit) {
        var difference = FileDifference.of(input, file);
        if (difference.isEmpty()) {
            return false;
        }
        switch (difference.get()) {
            case FileDifference.Blocked b -> draft.block(file.path(), b.why(), b.remedy());
            case FileDifference.Owner o ->
                draft.add(Phase.CONFIGURE, new Action.PutOwnership(file.path(), file.ownership()), Cause.DRIFT,
                        o.why());
            case FileDifference.Put p -> {
                if (unit != null) {
                    draft.once(Phase.CONFIGURE, new Action.DefinitionsOnUndo(), "unit files are put");
                }
                draft.add(Phase.CONFIGURE, new Action.PutFile(file, p.replaced()), Cause.DRIFT, p.why());
                return unit != null;
            }
        }
        return false;
    }

    private void run(String unit, boolean rewritten) {
        UnitState state = input.observed().unit(unit);
        boolean ours = input.owned(Owned.Kind.UNIT, unit).isPresent();
        if (rewritten) {
            draft.add(Phase.SWITCH, new Action.ReloadDefinitions(), Cause.FOLLOWS, "unit files changed");
        }
        if (!state.enabled()) {
            draft.add(Phase.SWITCH, new Action.Unit(unit, Verb.ENABLE), Planner.cause(ours), "is not enabled");
        }
        if (state.running() && rewritten) {
            draft.add(Phase.SWITCH, new Action.Unit(unit, Verb.RESTART), Cause.FOLLOWS, "its file changed");
        } else if (!state.running()) {
            draft.add(Phase.SWITCH, new Action.Unit(unit, Verb.START), Planner.cause(ours), "does not run");
        }
    }
}
