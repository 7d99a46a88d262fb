package dev.towline.sim;

import dev.towline.desired.TargetName;
import dev.towline.history.Decisions;
import dev.towline.history.Deployments;
import dev.towline.history.History;
import dev.towline.history.Inventory;
import dev.towline.history.Journal;
import dev.towline.history.Quarantine;
import dev.towline.history.Sources;
import dev.towline.history.Targets;
import dev.towline.host.sim.Effect;
import dev.towline.host.sim.Hook;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The store, whose writes pass a hook, so that the agent can die before and after each. */
record Tapped(Journal journal, Deployments deployments, Inventory inventory, Quarantine quarantine,
        Targets targets, Sources sources, Decisions decisions) implements History {
    private static final Set<String> WRITES = Set.of("open", "intend", "done", "undone", "close", "put", "replace",
            "add", "clear", "end", "forget");

    static Tapped of(History store, Hook hook) {
        return new Tapped(tap(Journal.class, store.journal(), hook),
                tap(Deployments.class, store.deployments(), hook), tap(Inventory.class, store.inventory(), hook),
                tap(Quarantine.class, store.quarantine(), hook), tap(Targets.class, store.targets(), hook),
                store.sources(), tap(Decisions.class, store.decisions(), hook));
    }

    private static <T> T tap(Class<T> type, T part, Hook hook) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[]{type},
                (proxy, method, given) -> call(type.getSimpleName(), part, hook, method, given)));
    }

    private static @Nullable Object call(String room, Object part, Hook hook, Method method,
            Object @Nullable [] given) throws Throwable {
        Object[] arguments = given == null ? new Object[0] : given;
        boolean writes = WRITES.contains(method.getName())
                || (Set.of("lastGood", "waiting", "unfinished").contains(method.getName()) && arguments.length == 2);
        Effect effect = new Effect("history", room + "." + method.getName(),
                arguments.length > 0 && arguments[0] instanceof TargetName target ? target.value() : "");
        if (writes) {
            hook.before(effect);
        }
        Object result;
        try {
            result = method.invoke(part, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
        if (writes) {
            hook.after(effect);
        }
        return result;
    }

    @Override
    public void close() {}
}
