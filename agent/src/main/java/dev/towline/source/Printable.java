package dev.towline.source;

/** Foreign text made fit for a log line or a terminal: one line, no control characters, bounded. */
public final class Printable {
    private static final int LIMIT = 200;

    private Printable() {}

    public static String of(String text) {
        return of(text, LIMIT);
    }

    /** @param limit the most characters that are kept; what is cut is shown as an ellipsis */
    public static String of(String text, int limit) {
        StringBuilder clean = new StringBuilder(Math.min(text.length(), limit));
        text.codePoints().limit(limit).map(Printable::visible).forEach(clean::appendCodePoint);
        return text.codePointCount(0, text.length()) > limit ? clean.append('…').toString() : clean.toString();
    }

    private static int visible(int codePoint) {
        return switch (Character.getType(codePoint)) {
            // Format characters too: a right-to-left override makes a message lie.
            case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE ->
                '?';
            default -> codePoint;
        };
    }
}
