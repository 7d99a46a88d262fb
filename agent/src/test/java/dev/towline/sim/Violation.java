package dev.towline.sim;

/** Something that must hold did not. An Error, so that no room takes it for a failure of the host. */
final class Violation extends AssertionError {
    private static final long serialVersionUID = 1L;

    Violation(String what) {
        super(what);
    }
}
