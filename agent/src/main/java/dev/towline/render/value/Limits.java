package dev.towline.render.value;

/** How large one value may become, so that a template cannot take the agent's memory. */
public final class Limits {
    /** Characters of one string; also of the whole result. */
    public static final int TEXT = 8 * 1024 * 1024;
    /** Items of one list. */
    public static final int ITEMS = 1_000_000;
    /** How deep values, templates, calls and expressions may nest. */
    public static final int DEPTH = 100;

    private Limits() {}

    public static int text(long length) {
        if (length > TEXT) {
            throw PyError.limit("a text of more than " + TEXT + " characters");
        }
        return (int) length;
    }

    public static int items(long count) {
        if (count > ITEMS) {
            throw PyError.limit("a list of more than " + ITEMS + " items");
        }
        return (int) count;
    }

    public static void depth(int depth) {
        if (depth > DEPTH) {
            throw PyError.limit("nested more than " + DEPTH + " deep");
        }
    }
}
