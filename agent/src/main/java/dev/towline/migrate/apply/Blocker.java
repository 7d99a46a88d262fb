package dev.towline.migrate.apply;

/**
 * A session that holds what a statement waits for.
 *
 * @param seconds since its transaction began
 * @param query the last one that it sent, without the values in it
 */
public record Blocker(int pid, String user, String state, long seconds, String query) {
    @Override
    public String toString() {
        return "pid " + pid + ", " + user + ", " + state + " for " + seconds + " s: " + query;
    }
}
