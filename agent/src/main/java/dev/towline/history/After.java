package dev.towline.history;

/** What is done with a unit once something of ours is removed. */
public sealed interface After {
    /** The unit reads its files again. */
    record Reload(String unit) implements After {}

    /** The unit is started anew. */
    record Restart(String unit) implements After {}

    /** The thing is a unit that was here before us, like this, and is left like this. */
    record Was(boolean enabled, boolean running) implements After {}
}
