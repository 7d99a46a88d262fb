package dev.towline.render.value;

import static dev.towline.budget.Budget.TEMPLATE_LIST;
import static dev.towline.budget.Budget.TEMPLATE_TEXT;
import static dev.towline.budget.Budget.TEMPLATE_VALUE_DEPTH;

/** How large one value may become, so that a template cannot take the agent's memory. */
public final class Limits {
    /** Characters of one string; also of the whole result. */
    public static final int TEXT = (int) TEMPLATE_TEXT.amount();
    /** Items of one list. */
    public static final int ITEMS = TEMPLATE_LIST.count();
    /** How deep values, templates, calls and expressions may nest. */
    public static final int DEPTH = TEMPLATE_VALUE_DEPTH.count();

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
