package dev.towline.apply;

import dev.towline.history.Undo;
import dev.towline.host.Services;
import dev.towline.host.UnitState;
import dev.towline.plan.Action;
import dev.towline.plan.Action.Verb;

/** Units of the service manager. */
final class UnitEffects {
    private final Services services;

    UnitEffects(Services services) {
        this.services = services;
    }

    Undo inverse(Action.Unit action) {
        return switch (action.verb()) {
            case RELOAD, RESTART -> new Undo.Nothing();
            case ENABLE, DISABLE, START, STOP -> {
                UnitState state = services.state(action.unit());
                yield new Undo.PutUnit(action.unit(), state.enabled(),
                        state.running() || state.active() == UnitState.Active.ACTIVATING);
            }
        };
    }

    static Undo promise(Action.OnUndo action) {
        return switch (action.verb()) {
            case RELOAD -> new Undo.Reload(action.unit());
            case RESTART -> new Undo.Restart(action.unit());
            case ENABLE, DISABLE, START, STOP -> new Undo.Nothing();
        };
    }

    void perform(Action.Unit action) {
        perform(action.unit(), action.verb());
    }

    void perform(String unit, Verb verb) {
        switch (verb) {
            case ENABLE -> services.enable(unit);
            case DISABLE -> services.disable(unit);
            case START -> services.start(unit);
            case STOP -> services.stop(unit);
            case RESTART -> services.restart(unit);
            case RELOAD -> services.reload(unit);
        }
    }

    void reloadDefinitions() {
        services.reloadDefinitions();
    }
}
