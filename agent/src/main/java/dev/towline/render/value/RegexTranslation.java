package dev.towline.render.value;

/** A Python pattern in Java's words; what means another thing in Java is rewritten or refused. */
final class RegexTranslation {
    private static final String WORD = "\\p{L}\\p{N}_";
    private static final String SPACE = " \\t\\n\\x0b\\f\\r\\x1c-\\x1f\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";

    private final String python;
    private final StringBuilder out = new StringBuilder();
    private boolean multiline;
    private int at;

    RegexTranslation(String python, boolean multiline) {
        this.python = python;
        this.multiline = multiline;
    }

    String java() {
        globalFlags();
        while (at < python.length()) {
            char c = python.charAt(at++);
            switch (c) {
                case '\\' -> escape(false);
                case '[' -> set();
                case '(' -> group();
                // Java's ^ does not match after a final newline; Python's does.
                case '^' -> out.append(multiline ? "(?:\\A|(?<=\\n))" : "^");
                case '{' -> brace();
                case '*', '+', '?' -> {
                    out.append(c);
                    if (at < python.length() && python.charAt(at) == '+') {
                        throw unsupported("possessive quantifiers", "leave the + out");
                    }
                }
                default -> out.append(c);
            }
        }
        return out.toString();
    }

    private static PyError unsupported(String what, String remedy) {
        return new PyError("bad regular expression: " + what + " are not supported here", remedy);
    }

    private void globalFlags() {
        if (!python.startsWith("(?") || python.length() < 4) {
            return;
        }
        int end = 2;
        while (end < python.length() && "imsxauL".indexOf(python.charAt(end)) >= 0) {
            end++;
        }
        if (end == 2 || end >= python.length() || python.charAt(end) != ')') {
            return;
        }
        String flags = python.substring(2, end);
        for (int i = 0; i < flags.length(); i++) {
            switch (flags.charAt(i)) {
                case 'i' -> out.append("(?iu)");
                case 's' -> out.append("(?s)");
                case 'm' -> {
                    out.append("(?m)");
                    multiline = true;
                }
                default -> throw unsupported("the flags a, u, x and L", "write the pattern without them");
            }
        }
        at = end + 1;
    }

    /** A literal brace is literal in Python where it is no quantifier. */
    private void brace() {
        int end = python.indexOf('}', at);
        String inside = end < 0 ? "" : python.substring(at, end);
        if (inside.matches("\\d{1,6}(,\\d{0,6})?") || inside.matches(",\\d{1,6}")) {
            out.append('{').append(inside.startsWith(",") ? "0" + inside : inside).append('}');
            at = end + 1;
            if (at < python.length() && python.charAt(at) == '+') {
                throw unsupported("possessive quantifiers", "leave the + out");
            }
        } else {
            out.append("\\{");
        }
    }

    private void group() {
        if (!python.startsWith("?", at)) {
            out.append('(');
            return;
        }
        if (python.startsWith("?P<", at)) {
            int end = python.indexOf('>', at);
            String name = end < 0 ? "" : python.substring(at + 3, end);
            out.append("(?<").append(name(name)).append('>');
            at = end + 1;
        } else if (python.startsWith("?P=", at)) {
            int end = python.indexOf(')', at);
            out.append("(?:\\k<").append(name(end < 0 ? "" : python.substring(at + 3, end))).append(">)");
            at = end + 1;
        } else if (python.startsWith("?#", at)) {
            int end = python.indexOf(')', at);
            at = end < 0 ? python.length() : end + 1;
        } else if (python.startsWith("?:", at) || python.startsWith("?=", at) || python.startsWith("?!", at)
                || python.startsWith("?<=", at) || python.startsWith("?<!", at)) {
            out.append('(');
        } else {
            throw unsupported("groups of this kind",
                    "use (?:...), (?=...), (?!...), (?<=...), (?<!...) or (?P<name>...)");
        }
    }

    private static String name(String name) {
        if (!name.matches("[a-zA-Z][a-zA-Z0-9]*")) {
            throw unsupported("group names other than letters and digits", "rename the group");
        }
        return name;
    }

    private void set() {
        out.append('[');
        if (python.startsWith("^", at)) {
            out.append('^');
            at++;
        }
        boolean first = true;
        while (true) {
            if (at >= python.length()) {
                throw new PyError("bad regular expression: unterminated character set");
            }
            char c = python.charAt(at++);
            if (c == ']' && !first) {
                out.append(']');
                return;
            }
            if (c == '\\') {
                escape(true);
            } else if (c == '[' || c == '&' || c == ']' || c == '^' || c == ' ' || c == '#' || c == '~') {
                out.append('\\').append(c);
            } else {
                out.append(c);
            }
            first = false;
        }
    }

    private void escape(boolean inSet) {
        if (at >= python.length()) {
            throw new PyError("bad regular expression: bad escape at the end");
        }
        char c = python.charAt(at++);
        switch (c) {
            case 'w' -> out.append(inSet ? WORD : "[" + WORD + "]");
            case 'W' -> out.append("[^" + WORD + "]");
            case 's' -> out.append(inSet ? SPACE : "[" + SPACE + "]");
            case 'S' -> out.append("[^" + SPACE + "]");
            case 'd' -> out.append("\\p{Nd}");
            case 'D' -> out.append("\\P{Nd}");
            case 'b' -> out.append(inSet
                    ? "\\x08"
                    : "(?:(?<=[" + WORD + "])(?![" + WORD + "])|(?<![" + WORD + "])(?=[" + WORD + "]))");
            case 'B' -> {
                if (inSet) {
                    throw new PyError("bad regular expression: bad escape \\B");
                }
                out.append("(?:(?<=[" + WORD + "])(?=[" + WORD + "])|(?<![" + WORD + "])(?![" + WORD + "]))");
            }
            case 'A' -> out.append("\\A");
            case 'Z' -> out.append("\\z");
            case 'n', 't', 'r', 'f', 'a' -> out.append('\\').append(c);
            case 'v' -> out.append("\\x0b");
            case 'x', 'u' -> {
                int digits = c == 'x' ? 2 : 4;
                if (at + digits > python.length()) {
                    throw new PyError("bad regular expression: incomplete escape \\" + c);
                }
                out.append('\\').append(c).append(python, at, at + digits);
                at += digits;
            }
            default -> other(c, inSet);
        }
    }

    private void other(char c, boolean inSet) {
        if (c >= '1' && c <= '9' && !inSet) {
            out.append("(?:\\").append(c);
            if (at < python.length() && Character.isDigit(python.charAt(at))) {
                out.append(python.charAt(at++));
            }
            out.append(')');
        } else if (Character.isLetterOrDigit(c)) {
            throw new PyError("bad regular expression: bad escape \\" + c);
        } else {
            out.append(c == '\n' ? "\\n" : "\\" + c);
        }
    }
}
