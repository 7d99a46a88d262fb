package dev.towline.migrate.sql;

import dev.towline.migrate.sql.Token.Type;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Words of PostgreSQL's SQL: nested comments, E'' and dollar strings, quoted names, and the lines that only psql understands. */
final class Scanner {
    private final String text;
    private final List<Token> tokens = new ArrayList<>();
    private int at;
    private @Nullable Flaw flaw;

    private Scanner(String text) {
        this.text = text;
    }

    /** The words up to the first flaw, and the flaw where there is one. */
    record Scanned(List<Token> tokens, @Nullable Flaw flaw) {}

    static Scanned scan(String text) {
        Scanner scanner = new Scanner(text);
        if (text.startsWith("\uFEFF")) {
            scanner.at = 1;
        }
        while (scanner.flaw == null && scanner.at < text.length()) {
            scanner.next();
        }
        return new Scanned(List.copyOf(scanner.tokens), scanner.flaw);
    }

    private void next() {
        char c = text.charAt(at);
        if (Character.isWhitespace(c)) {
            at++;
        } else if (text.startsWith("--", at)) {
            at = lineEnd(at);
        } else if (text.startsWith("/*", at)) {
            comment();
        } else if (c == '\'') {
            string(at, false);
        } else if (c == '"') {
            quoted(at);
        } else if (c == '$') {
            dollar();
        } else if (c == '\\') {
            int end = lineEnd(at);
            add(Type.META, at, end);
        } else if (digit(c) || c == '.' && at + 1 < text.length() && digit(text.charAt(at + 1))) {
            number();
        } else if (Character.isLetter(c) || c == '_' || Character.isSurrogate(c)) {
            word();
        } else {
            sign(c);
        }
    }

    private int lineEnd(int from) {
        int end = text.indexOf('\n', from);
        return end < 0 ? text.length() : end;
    }

    private void comment() {
        int depth = 0;
        int start = at;
        while (at < text.length()) {
            if (text.startsWith("/*", at)) {
                depth++;
                at += 2;
            } else if (text.startsWith("*/", at)) {
                depth--;
                at += 2;
                if (depth == 0) {
                    return;
                }
            } else {
                at++;
            }
        }
        flaw = new Flaw(start, "a comment is not closed; write */ at its end");
    }

    private void string(int start, boolean escapes) {
        int i = text.indexOf('\'', start) + 1;
        while (i < text.length()) {
            char c = text.charAt(i);
            if (escapes && c == '\\') {
                i += 2;
            } else if (c == '\'' && i + 1 < text.length() && text.charAt(i + 1) == '\'') {
                i += 2;
            } else if (c == '\'') {
                add(Type.STRING, start, i + 1);
                return;
            } else {
                i++;
            }
        }
        at = text.length();
        flaw = new Flaw(start, "a string is not closed; write ' at its end");
    }

    private void quoted(int start) {
        int i = text.indexOf('"', start) + 1;
        while (i < text.length()) {
            if (text.charAt(i) != '"') {
                i++;
            } else if (i + 1 < text.length() && text.charAt(i + 1) == '"') {
                i += 2;
            } else {
                add(Type.QUOTED, start, i + 1);
                return;
            }
        }
        at = text.length();
        flaw = new Flaw(start, "a quoted name is not closed; write \" at its end");
    }

    private void dollar() {
        int i = at + 1;
        if (i < text.length() && digit(text.charAt(i))) {
            while (i < text.length() && digit(text.charAt(i))) {
                i++;
            }
            add(Type.PARAMETER, at, i);
            return;
        }
        while (i < text.length() && (Character.isLetterOrDigit(text.charAt(i)) || text.charAt(i) == '_')) {
            i++;
        }
        if (i >= text.length() || text.charAt(i) != '$') {
            add(Type.SIGN, at, at + 1);
            return;
        }
        String tag = text.substring(at, i + 1);
        int end = text.indexOf(tag, i + 1);
        if (end < 0) {
            flaw = new Flaw(at, "a text in " + tag + " is not closed; write " + tag + " at its end");
        } else {
            add(Type.DOLLAR, at, end + tag.length());
        }
    }

    private void number() {
        int i = at;
        while (i < text.length()
                && (Character.isLetterOrDigit(text.charAt(i)) || text.charAt(i) == '_' || text.charAt(i) == '.'
                        || (text.charAt(i) == '+' || text.charAt(i) == '-') && exponent(i))) {
            i++;
        }
        add(Type.NUMBER, at, i);
    }

    private boolean exponent(int i) {
        return i > at && Character.toLowerCase(text.charAt(i - 1)) == 'e' && !text.startsWith("0x", at)
                && i + 1 < text.length() && digit(text.charAt(i + 1));
    }

    private void word() {
        int i = at;
        while (i < text.length() && (Character.isLetterOrDigit(text.charAt(i)) || text.charAt(i) == '_'
                || text.charAt(i) == '$' || Character.isSurrogate(text.charAt(i)))) {
            i++;
        }
        String word = text.substring(at, i);
        char next = i < text.length() ? text.charAt(i) : ' ';
        if (next == '\'' && word.length() == 1 && "eEbBxXnN".contains(word)) {
            string(at, word.equalsIgnoreCase("e"));
        } else if (word.equalsIgnoreCase("u") && next == '&' && i + 1 < text.length() && text.charAt(i + 1) == '\'') {
            string(at, false);
        } else if (word.equalsIgnoreCase("u") && next == '&' && i + 1 < text.length() && text.charAt(i + 1) == '"') {
            quoted(at);
        } else {
            add(Type.WORD, at, i);
        }
    }

    private void sign(char c) {
        if (c == ':' && text.startsWith("::", at)) {
            add(Type.SIGN, at, at + 2);
            return;
        }
        int i = at + 1;
        if ("+-*/<>=~!@#%^&|?`".indexOf(c) >= 0) {
            while (i < text.length() && "+-*/<>=~!@#%^&|?`".indexOf(text.charAt(i)) >= 0 && !text.startsWith("--", i)
                    && !text.startsWith("/*", i)) {
                i++;
            }
        }
        add(Type.SIGN, at, i);
    }

    private static boolean digit(char c) {
        return c >= '0' && c <= '9';
    }

    private void add(Type type, int start, int end) {
        tokens.add(new Token(type, text.substring(start, end), start, end));
        at = end;
    }
}
