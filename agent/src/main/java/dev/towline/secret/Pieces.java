package dev.towline.secret;

import java.util.ArrayList;
import java.util.List;

/** Cuts a long form, so that it is also found where a program breaks its lines, and so that no pattern is long. */
final class Pieces {
    /** Characters of one pattern; what is longer is looked for piece by piece. */
    static final int LONGEST = 256;
    /** A shorter rest is looked for together with the piece before it. */
    private static final int SHORT_REST = 8;

    private Pieces() {}

    /** @param lines the lengths at which the form's lines may be broken */
    static List<String> of(String form, int[] lines) {
        List<String> pieces = new ArrayList<>();
        cut(form, LONGEST, pieces);
        for (int line : lines) {
            cut(form, line, pieces);
        }
        pieces.removeIf(piece -> piece.length() < Patterns.SHORTEST);
        return pieces;
    }

    private static void cut(String form, int length, List<String> pieces) {
        for (int at = 0; at < form.length(); at += length) {
            int end = Math.min(at + length, form.length());
            if (at > 0 && end - at < SHORT_REST) {
                pieces.add(form.substring(end - length, end));
                pieces.add(form.substring(at - length, at) + "\n" + form.substring(at, end));
            } else {
                pieces.add(form.substring(at, end));
            }
        }
    }
}
