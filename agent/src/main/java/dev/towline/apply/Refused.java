package dev.towline.apply;

import dev.towline.apply.StepFailed.Fault;

/** Thrown inside a step that knows by itself whose fault its failure is. */
public final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final Fault fault;

    public Refused(Fault fault, String message) {
        super(message);
        this.fault = fault;
    }

    public Fault fault() {
        return fault;
    }
}
