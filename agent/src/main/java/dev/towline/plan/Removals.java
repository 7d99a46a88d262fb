package dev.towline.plan;

/**
 * What a plan must know of removals besides its own target.
 *
 * @param gone whether Git names the target no longer
 * @param allowed whether the config repo lets a target go without asking
 * @param settled whether they were let out before: what is left of them is only tidied up
 * @param elsewhere how many files and links wait to be removed from the other targets of the host
 */
public record Removals(boolean gone, boolean allowed, boolean settled, int elsewhere) {
    /** Nothing is removed but by this target, which Git names. */
    public static final Removals OWN = new Removals(false, false, false, 0);

    public Removals {
        if (elsewhere < 0) {
            throw new IllegalArgumentException("a count is not negative");
        }
    }
}
