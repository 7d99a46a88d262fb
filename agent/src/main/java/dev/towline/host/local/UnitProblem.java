package dev.towline.host.local;

/** A unit file that the local service manager cannot take, with the place. */
final class UnitProblem extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnitProblem(String unit, int line, String what) {
        super(unit + ":" + line + ": " + what);
    }
}
