package dev.towline.apply;

import dev.towline.host.HostException;
import dev.towline.plan.Action;
import dev.towline.plan.Phase;

/** A step that did not succeed, and whose fault that is. */
public final class StepFailed extends Exception {
    private static final long serialVersionUID = 1L;

    /** Who is to blame, and so what happens next. */
    public enum Fault {
        /** What Git says does not work here: back to the last good pair, and not again until Git moves. */
        REVISION,
        /** Network, locks, disk, a server, a kill: again later. */
        ENVIRONMENT,
        /** Something newer came; nobody is to blame. */
        SUPERSEDED
    }

    private final Phase phase;
    private final Fault fault;
    private final transient Action action;

    public StepFailed(Phase phase, Action action, Fault fault, String message, Throwable cause) {
        super(message, cause);
        this.phase = phase;
        this.fault = fault;
        this.action = action;
    }

    public Phase phase() {
        return phase;
    }

    /** What was to be done. */
    public Action action() {
        return action;
    }

    public Fault fault() {
        return fault;
    }

    static Fault fault(HostException.Kind kind) {
        return switch (kind) {
            case REJECTED, CONFLICT, TIMEOUT -> Fault.REVISION;
            case DISK, LOCKED, NETWORK, UNAVAILABLE, KILLED -> Fault.ENVIRONMENT;
        };
    }
}
