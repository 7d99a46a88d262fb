package dev.towline.render.value;

/** {@code indexOf} whose time is that of the text's length, whatever is looked for: Java's compares long parts again and again. */
public final class Search {
    /** Shorter parts are looked for by Java, which is faster then. */
    private static final int SHORT = 16;

    private final String part;
    private final int[] fallback;

    private Search(String part) {
        this.part = part;
        this.fallback = new int[part.length()];
        for (int i = 1, same = 0; i < part.length(); i++) {
            while (same > 0 && part.charAt(i) != part.charAt(same)) {
                same = fallback[same - 1];
            }
            same += part.charAt(i) == part.charAt(same) ? 1 : 0;
            fallback[i] = same;
        }
    }

    /** Where the part begins at or after {@code from}, or -1. For several looks for one part make one with {@link #of}. */
    public static int first(String text, String part) {
        return of(part).in(text, 0);
    }

    public static int last(String text, String part) {
        Work.spend(text.length());
        if (part.length() < SHORT) {
            return text.lastIndexOf(part);
        }
        String turned = new StringBuilder(text).reverse().toString();
        int found = first(turned, new StringBuilder(part).reverse().toString());
        // Reversing keeps surrogate pairs in order, so a place between them is still a place of the original.
        return found < 0 ? -1 : text.length() - found - part.length();
    }

    public static Search of(String part) {
        Work.spend(part.length());
        return new Search(part.length() < SHORT ? "" : part, part);
    }

    private Search(String walked, String part) {
        this.part = part;
        this.fallback = walked.isEmpty() ? new int[0] : new Search(part).fallback;
    }

    public int in(String text, int from) {
        int found = fallback.length == 0 ? text.indexOf(part, from) : walk(text, from);
        Work.spend((found < 0 ? text.length() : found + part.length()) - Math.min(from, text.length()) + 1L);
        return found;
    }

    private int walk(String text, int from) {
        int same = 0;
        for (int i = from; i < text.length(); i++) {
            while (same > 0 && text.charAt(i) != part.charAt(same)) {
                same = fallback[same - 1];
            }
            same += text.charAt(i) == part.charAt(same) ? 1 : 0;
            if (same == part.length()) {
                return i - same + 1;
            }
        }
        return -1;
    }
}
