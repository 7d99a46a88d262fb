package dev.towline.reconcile;

import dev.towline.host.HostException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;

/**
 * One reconciliation under way. While it only reads, renders and plans it may be abandoned (its thread is stuck, another one takes
 * over); from its first change of the host on it may not, and one that was abandoned can change nothing any more.
 */
public final class Run {
    /** The run of the current thread; unbound in a command without the agent's loop. */
    static final ScopedValue<Run> CURRENT = ScopedValue.newInstance();

    /** How far it is. */
    enum State {
        THINKING, ACTING, ABANDONED
    }

    /** What a wait does. */
    @FunctionalInterface
    interface Wait<T> {
        T get() throws InterruptedException;
    }

    private final Workplaces.Place place;
    private final TargetMemory memory;
    private final List<String> drift = new CopyOnWriteArrayList<>();
    private final AtomicReference<State> state = new AtomicReference<>(State.THINKING);

    Run(Workplaces.Place place, TargetMemory memory) {
        this.place = place;
        this.memory = memory;
    }

    State state() {
        return state.get();
    }

    TargetMemory memory() {
        return memory;
    }

    Workplaces.Place place() {
        return place;
    }

    /** Whether it was given up by this call: false where it changes the host, which only its own thread may end. */
    boolean abandon() {
        return state.compareAndSet(State.THINKING, State.ABANDONED);
    }

    boolean abandoned() {
        return state.get() == State.ABANDONED;
    }

    /** What differed on the host without a change in Git. */
    List<String> drift() {
        return List.copyOf(drift);
    }

    static void drifted(String what) {
        if (CURRENT.isBound()) {
            CURRENT.get().drift.add(what);
        }
    }

    /**
     * To be called before the first change of the host.
     *
     * @throws HostException where another run has taken over
     */
    static void act() {
        if (CURRENT.isBound() && CURRENT.get().state.compareAndExchange(State.THINKING,
                State.ACTING) == State.ABANDONED) {
            throw new HostException(HostException.Kind.KILLED, "this reconciliation was given up by the watchdog");
        }
    }

    /** What a person asked for is done; the reconciliation after it begins with reading again. */
    static void think() {
        if (CURRENT.isBound()) {
            CURRENT.get().state.compareAndSet(State.ACTING, State.THINKING);
        }
    }

    /** Somebody else may work meanwhile. */
    static <T> T waiting(Wait<T> wait) throws InterruptedException {
        if (!CURRENT.isBound()) {
            return wait.get();
        }
        Workplaces.Place place = CURRENT.get().place;
        place.leave();
        try {
            return wait.get();
        } finally {
            place.back();
        }
    }
}
