package dev.towline.history;

/**
 * What is remembered of a target's past; outputs go first because they are what is large.
 *
 * @param deployments newest deployments that are kept for each target
 * @param outputs newest deployments of each target that keep their output
 */
public record Retention(int deployments, int outputs) {
    public static final Retention STANDARD = new Retention(500, 50);

    public Retention {
        if (deployments < 1 || outputs < 1 || outputs > deployments) {
            throw new IllegalArgumentException(
                    "at least one deployment and one output are kept, and no more outputs than deployments");
        }
    }
}
