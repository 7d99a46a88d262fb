package dev.towline.migrate.apply;

/**
 * A file in the ledger.
 *
 * @param sha256 of the file as it was taken in
 * @param release the one that brought it
 * @param contract whether it waited, or waits, for the contract
 * @param steps how many of a file without a transaction have committed
 * @param begun the number of the step that was begun outside of a transaction, counted from 1; 0 for none
 * @param takes what it takes away or tightens; empty for nothing
 * @param error why its last attempt failed; empty for none
 */
record Row(String name, String sha256, String release, boolean contract, State state, int steps, int begun,
        String takes, String error) {

    /** Where it stands. */
    enum State {
        /** Begun, and cut or at work. */
        RUNNING,
        /** For the contract. */
        WAITING,
        /** Run. */
        DONE,
        /** Counted as run when the ledger was made. */
        BASELINE,
        /** Removed from the folder before it had run. */
        CANCELLED
    }

    /** Whether it is still to be contracted, cut or not. */
    boolean waits() {
        return state == State.WAITING || state == State.RUNNING && contract;
    }

    /** Whether something of it is in the schema. */
    boolean ran() {
        return state == State.DONE || state == State.RUNNING;
    }

    /** Whether it has taken away what code without it may need. */
    boolean hasTaken() {
        return ran() && !takes.isEmpty() && (state == State.DONE || steps > 0 || begun > 0);
    }
}
