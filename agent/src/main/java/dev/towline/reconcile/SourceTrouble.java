package dev.towline.reconcile;

/**
 * A repo that a target needs cannot be followed now.
 *
 * @param refused whether a person has to decide; else it may pass by itself
 */
public record SourceTrouble(String source, boolean refused, String why) {
    /** What a person reads. */
    public String message() {
        return source + ": " + why;
    }
}
