package dev.towline.migrate.apply;

import org.jspecify.annotations.Nullable;

/**
 * How far a backfill has come.
 *
 * @param until the last key that was there when it began; null where there was none
 * @param last the key up to which all is committed; null for none
 * @param changed rows
 */
record Checkpoint(String name, String sha256, State state, @Nullable String until, @Nullable String last, int batches,
        long changed) {

    /** Where it stands. */
    enum State {
        /** Begun, and cut or at work. */
        RUNNING,
        /** Run, and runs again when the release before has ended. */
        REPEAT,
        /** Run for the last time. */
        DONE
    }

    boolean complete() {
        return until == null || until.equals(last);
    }

    Checkpoint after(String key, long rows) {
        return new Checkpoint(name, sha256, state, until, key, batches + 1, changed + rows);
    }

    Checkpoint as(State other) {
        return new Checkpoint(name, sha256, other, until, last, batches, changed);
    }
}
