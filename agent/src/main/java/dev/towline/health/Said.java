package dev.towline.health;

import java.nio.charset.Charset;
import java.time.Duration;

/** Puts what others said into our messages: one line, printable, short. */
final class Said {
    private static final int LENGTH = 200;

    private Said() {}

    /** The first 200 characters that can be printed; controls, line ends and direction marks become one blank. */
    static String quote(String text) {
        StringBuilder plain = new StringBuilder();
        boolean blank = false;
        int at = 0;
        while (at < text.length() && plain.length() < LENGTH) {
            int c = text.codePointAt(at);
            at += Character.charCount(c);
            if (printable(c)) {
                plain.append(blank && !plain.isEmpty() ? " " : "").appendCodePoint(c);
                blank = false;
            } else {
                blank = true;
            }
        }
        return plain + (at < text.length() ? "…" : "");
    }

    static String quote(byte[] text, Charset charset) {
        // A character has four bytes at most, and blanks that are dropped come on top.
        return quote(new String(text, 0, Math.min(text.length, 16 * LENGTH), charset));
    }

    private static boolean printable(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.PRIVATE_USE,
                    Character.UNASSIGNED, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR,
                    Character.SPACE_SEPARATOR ->
                false;
            default -> true;
        };
    }

    /** The innermost message of a failure, or its name where it has none. */
    static String quote(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        String message = root.getMessage();
        return message == null || message.isBlank() ? root.getClass().getSimpleName() : quote(message);
    }

    static String duration(Duration duration) {
        return duration.toMillis() % 1000 == 0 ? duration.toSeconds() + " s" : duration.toMillis() + " ms";
    }
}
