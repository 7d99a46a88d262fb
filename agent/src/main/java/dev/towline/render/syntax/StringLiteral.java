package dev.towline.render.syntax;

/** The escapes of a string, as Python's {@code unicode-escape} reads them. */
final class StringLiteral {
    private StringLiteral() {}

    static String decode(String raw, Pos pos) {
        if (raw.indexOf('\\') < 0) {
            return raw;
        }
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c != '\\') {
                out.append(c);
                continue;
            }
            char kind = raw.charAt(++i);
            switch (kind) {
                case 'n' -> out.append('\n');
                case 't' -> out.append('\t');
                case 'r' -> out.append('\r');
                case 'a' -> out.append('\u0007');
                case 'b' -> out.append('\b');
                case 'f' -> out.append('\f');
                case 'v' -> out.append('\u000b');
                case '\\', '\'', '"' -> out.append(kind);
                case '\n' -> {
                }
                case 'x' -> i = hex(raw, i, 2, out, pos);
                case 'u' -> i = hex(raw, i, 4, out, pos);
                case 'U' -> i = hex(raw, i, 8, out, pos);
                case '0', '1', '2', '3', '4', '5', '6', '7' -> {
                    int end = i + 1;
                    while (end < raw.length() && end < i + 3 && raw.charAt(end) >= '0' && raw.charAt(end) <= '7') {
                        end++;
                    }
                    out.append((char) Integer.parseInt(raw.substring(i, end), 8));
                    i = end - 1;
                }
                case 'N' ->
                    throw new SyntaxException(pos, "\\N{...} in a string is not supported here", "write the character");
                default -> out.append(kind < 128 ? "\\" + kind : refuseMixed(pos));
            }
        }
        return out.toString();
    }

    /** Python would first turn the character to an escape of its own, behind the backslash. */
    private static String refuseMixed(Pos pos) {
        throw new SyntaxException(pos, "a backslash before a character beyond ASCII", "write two backslashes");
    }

    private static int hex(String raw, int at, int digits, StringBuilder out, Pos pos) {
        try {
            String hex = raw.substring(at + 1, at + 1 + digits);
            out.appendCodePoint(Integer.parseUnsignedInt(hex, 16));
            return at + digits;
        } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
            throw new SyntaxException(pos, "a truncated escape in a string", "write \\xHH, \\uHHHH or two backslashes");
        }
    }
}
