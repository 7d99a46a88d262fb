package dev.towline.host.sim;

/** kill -9 of the agent: nothing but the test may catch it, so it is an Error. */
public final class SimulatedCrash extends Error {
    private static final long serialVersionUID = 1L;

    public SimulatedCrash(String where) {
        // No stack trace: sweeps throw tens of thousands of these.
        super(where, null, false, false);
    }
}
