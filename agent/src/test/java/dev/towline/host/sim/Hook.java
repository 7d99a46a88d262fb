package dev.towline.host.sim;

/** Stands between the agent and the world; may throw {@link SimulatedCrash} or a HostException at any of these. */
public interface Hook {
    Hook NONE = new Hook() {
    };

    /** About to happen; throwing here means that it did not. */
    default void before(Effect effect) {}

    /** It happened; throwing a crash here means that the agent did not learn so. */
    default void after(Effect effect) {}

    /** A question, or a wait during which time passes; the world does not change. */
    default void look(Effect question) {}
}
