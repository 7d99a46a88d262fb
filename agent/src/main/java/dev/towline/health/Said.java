package dev.towline.health;

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
        for (int depth = 0; depth < 20 && root.getCause() != null; depth++) {
            root = root.getCause();
        }
        String message = root.getMessage();
        return message == null || message.isBlank() ? root.getClass().getSimpleName() : quote(message);
    }

    static String duration(Duration duration) {
        return duration.toMillis() % 1000 == 0 ? duration.toSeconds() + " s" : duration.toMillis() + " ms";
    }
}
