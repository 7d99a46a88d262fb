package dev.towline.migrate.sql;

/** Where something is in a text; both count from 1. */
public record Place(int line, int column) {

    /** The place of a char. */
    public static Place of(String text, int offset) {
        int end = Math.min(offset, text.length());
        int line = 1;
        int lineStart = 0;
        for (int i = 0; i < end; i++) {
            if (text.charAt(i) == '\n') {
                line++;
                lineStart = i + 1;
            }
        }
        return new Place(line, text.codePointCount(lineStart, end) + 1);
    }
}
