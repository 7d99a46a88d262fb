package dev.towline.plan;

/** One action in its phase, with its cause and the reason a person is told. */
public record Step(Phase phase, Action action, Cause cause, String why) {
    /** Where the need for a step comes from. */
    public enum Cause {
        /** Git names something that was not here. */
        NEW,
        /** Git says something else than before. */
        CHANGED,
        /** The host was changed by somebody else. */
        DRIFT,
        /** Git names it no longer. */
        REMOVED,
        /** A part of bringing a release out, or of following another step. */
        FOLLOWS
    }
}
