package dev.towline.host.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Where effects pass: keeps the trace and asks the hook. */
public final class Stage {
    private final List<Effect> trace = new ArrayList<>();
    private Hook hook = Hook.NONE;

    public void hook(Hook hook) {
        this.hook = hook;
    }

    <T> T effect(String room, String verb, String subject, Supplier<T> act) {
        Effect effect = new Effect(room, verb, subject);
        hook.before(effect);
        trace.add(effect);
        T result = act.get();
        hook.after(effect);
        return result;
    }

    void effect(String room, String verb, String subject, Runnable act) {
        effect(room, verb, subject, () -> {
            act.run();
            return true;
        });
    }

    void look(String room, String verb, String subject) {
        hook.look(new Effect(room, verb, subject));
    }

    /** Every effect that happened, in order, over all lives of the agent. */
    public List<Effect> trace() {
        return List.copyOf(trace);
    }

    public void clearTrace() {
        trace.clear();
    }
}
