package dev.towline.history;

/**
 * Work in the database that follows a deployment which counts already. It is remembered until it was tried, whatever stops the
 * agent in between.
 */
public enum Unfinished {
    SETTLE("settle"), CONTRACT("contract");

    private final String tag;

    Unfinished(String tag) {
        this.tag = tag;
    }

    /** As it is stored. */
    public String tag() {
        return tag;
    }
}
