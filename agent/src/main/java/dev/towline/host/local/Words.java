package dev.towline.host.local;

import java.util.ArrayList;
import java.util.List;

/** systemd's rules for splitting a value into words: quotes join, backslashes escape as in C. */
final class Words {
    /** A word, and whether it was quoted (a quoted {@code ;} is an argument). */
    record Word(String text, boolean quoted) {}

    private final String text;
    private final StringBuilder word = new StringBuilder();
    private final List<Word> words = new ArrayList<>();
    private int at;

    private Words(String text) {
        this.text = text;
    }

    static List<Word> split(String text) {
        return new Words(text).all();
    }

    static List<String> texts(String text) {
        return split(text).stream().map(Word::text).toList();
    }

    private List<Word> all() {
        while (skipSpace()) {
            next();
        }
        return words;
    }

    private boolean skipSpace() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        return at < text.length();
    }

    private void next() {
        word.setLength(0);
        boolean quoted = false;
        while (at < text.length() && !Character.isWhitespace(text.charAt(at))) {
            char c = text.charAt(at);
            if (c == '"' || c == '\'') {
                quoted = true;
                quoted(c);
            } else if (c == '\\') {
                quoted = true;
                escape();
            } else {
                word.append(c);
                at++;
            }
        }
        words.add(new Word(word.toString(), quoted));
    }

    private void quoted(char quote) {
        at++;
        while (at < text.length() && text.charAt(at) != quote) {
            if (text.charAt(at) == '\\') {
                escape();
            } else {
                word.append(text.charAt(at++));
            }
        }
        if (at >= text.length()) {
            throw new IllegalArgumentException("the quote " + quote + " is not closed");
        }
        at++;
    }

    private void escape() {
        if (at + 1 >= text.length()) {
            throw new IllegalArgumentException("a backslash stands at the end");
        }
        char c = text.charAt(at + 1);
        int plain = "abfnrtv\\\"' s;".indexOf(c);
        if (plain >= 0) {
            word.append("\u0007\b\f\n\r\t\u000b\\\"'  ;".charAt(plain));
            at += 2;
        } else if (c == 'x') {
            code(at + 2, 2, 16);
        } else if (c >= '0' && c <= '7') {
            code(at + 1, 3, 8);
        } else if (c == 'u') {
            code(at + 2, 4, 16);
        } else {
            // systemd keeps an escape that it does not know as it stands.
            word.append('\\').append(c);
            at += 2;
        }
    }

    private void code(int from, int length, int radix) {
        if (from + length > text.length()) {
            throw new IllegalArgumentException("an escape is cut off at the end");
        }
        word.append((char) Integer.parseInt(text.substring(from, from + length), radix));
        at = from + length;
    }
}
