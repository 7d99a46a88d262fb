package dev.towline.render.syntax;

import dev.towline.render.syntax.Token.Kind;
import dev.towline.render.value.Characters;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Jinja2's lexer: text outside of tags with white space control, and the tokens inside. */
final class Lexer {
    private static final List<String> OPERATORS = List.of("//", "**", "==", "!=", ">=", "<=", "+", "-", "/", "*", "%",
            "~",
            "[", "]", "(", ")", "{", "}", ">", "<", "=", ".", ":", "|", ",", ";");

    private final String source;
    private final WhiteSpace whiteSpace;
    private final List<Token> tokens = new ArrayList<>();
    private final Deque<String> open = new ArrayDeque<>();
    private int at;
    private int line = 1;
    private int lineStart;
    private int counted;

    /** @param source with line ends already made plain newlines */
    Lexer(String source, WhiteSpace whiteSpace) {
        this.source = source;
        this.whiteSpace = whiteSpace;
    }

    /** The tokens of a whole template. */
    List<Token> template() {
        while (at < source.length()) {
            root();
        }
        return end();
    }

    /** The tokens of one bare expression. */
    List<Token> expression() {
        while (true) {
            skipSpace();
            if (at >= source.length()) {
                return end();
            }
            tokens.add(token());
        }
    }

    private List<Token> end() {
        tokens.add(new Token(Kind.END, "", pos(source.length())));
        return tokens;
    }

    /** Asked with growing offsets only. */
    private Pos pos(int offset) {
        for (; counted < offset; counted++) {
            if (source.charAt(counted) == '\n') {
                line++;
                lineStart = counted + 1;
            }
        }
        return new Pos(line, offset - lineStart + 1);
    }

    private int nextTag() {
        for (int i = source.indexOf('{', at); i >= 0 && i + 1 < source.length(); i = source.indexOf('{', i + 1)) {
            char c = source.charAt(i + 1);
            if (c == '{' || c == '%' || c == '#') {
                return i;
            }
        }
        return -1;
    }

    private void root() {
        int tag = nextTag();
        if (tag < 0) {
            data(at, source.length(), pos(at));
            at = source.length();
            return;
        }
        char kind = source.charAt(tag + 1);
        char sign = charAt(tag + 2);
        int from = at;
        Pos textPos = pos(from);
        data(from, strippedEnd(from, tag, sign, kind == '{'), textPos);
        Pos tagPos = pos(tag);
        at = tag + 2 + (sign == '-' || sign == '+' ? 1 : 0);
        switch (kind) {
            case '#' -> comment(tagPos);
            case '{' -> inside(Kind.PRINT_BEGIN, Kind.PRINT_END, "}}", tagPos);
            default -> {
                if (!raw(tagPos)) {
                    inside(Kind.BLOCK_BEGIN, Kind.BLOCK_END, "%}", tagPos);
                }
            }
        }
    }

    private int strippedEnd(int from, int tag, char sign, boolean print) {
        int end = tag;
        if (sign == '-') {
            while (end > from && Characters.isSpace(source.charAt(end - 1))) {
                end--;
            }
        } else if (sign != '+' && whiteSpace.lstripBlocks() && !print) {
            int lineFrom = source.lastIndexOf('\n', tag - 1) + 1;
            boolean wholeLine = lineFrom >= from || from == 0 || source.charAt(from - 1) == '\n';
            int start = Math.max(lineFrom, from);
            if (wholeLine && source.substring(start, tag).chars().allMatch(Characters::isSpace)) {
                return start;
            }
        }
        return end;
    }

    private void data(int from, int to, Pos pos) {
        if (to > from) {
            tokens.add(new Token(Kind.DATA, source.substring(from, to), pos));
        }
    }

    private char charAt(int offset) {
        return offset < source.length() ? source.charAt(offset) : '\0';
    }

    private void skipSpace() {
        while (at < source.length() && Characters.isSpace(source.charAt(at))) {
            at++;
        }
    }

    /** Behind the end of a tag: what its own end takes with it. */
    private void afterEnd(boolean minus, boolean trims) {
        if (minus) {
            skipSpace();
        } else if (trims && charAt(at) == '\n') {
            at++;
        }
    }

    private void comment(Pos pos) {
        int end = source.indexOf("#}", at);
        if (end < 0) {
            throw new SyntaxException(pos, "a comment that does not end", "close it with #}");
        }
        char sign = end > at ? source.charAt(end - 1) : '\0';
        at = end + 2;
        afterEnd(sign == '-', sign != '+' && whiteSpace.trimBlocks());
    }

    /** Whether a raw block was here; its text is then taken as it is. */
    private boolean raw(Pos pos) {
        int saved = at;
        skipSpace();
        if (!source.startsWith("raw", at)) {
            at = saved;
            return false;
        }
        at += 3;
        skipSpace();
        boolean minus = charAt(at) == '-';
        int close = minus ? at + 1 : at;
        if (!source.startsWith("%}", close)) {
            at = saved;
            return false;
        }
        at = close + 2;
        afterEnd(minus, false);
        endRaw(pos);
        return true;
    }

    private void endRaw(Pos pos) {
        int from = at;
        for (int tag = source.indexOf("{%", at); tag >= 0; tag = source.indexOf("{%", tag + 2)) {
            char sign = charAt(tag + 2);
            at = tag + 2 + (sign == '-' || sign == '+' ? 1 : 0);
            skipSpace();
            if (!source.startsWith("endraw", at)) {
                continue;
            }
            at += 6;
            skipSpace();
            char endSign = charAt(at);
            int close = endSign == '-' || endSign == '+' ? at + 1 : at;
            if (source.startsWith("%}", close)) {
                data(from, strippedEnd(from, tag, sign, false), pos(from));
                at = close + 2;
                afterEnd(endSign == '-', endSign != '+' && whiteSpace.trimBlocks());
                return;
            }
        }
        throw new SyntaxException(pos, "a raw block that does not end", "close it with {% endraw %}");
    }

    private void inside(Kind begin, Kind end, String closing, Pos pos) {
        tokens.add(new Token(begin, "", pos));
        open.clear();
        boolean block = end == Kind.BLOCK_END;
        while (true) {
            if (open.isEmpty()) {
                char sign = charAt(at);
                boolean signed = sign == '-' || block && sign == '+';
                if (source.startsWith(closing, signed ? at + 1 : at)) {
                    tokens.add(new Token(end, "", pos(at)));
                    at += signed ? 3 : 2;
                    afterEnd(sign == '-', block && sign != '+' && whiteSpace.trimBlocks());
                    return;
                }
            }
            if (at >= source.length()) {
                throw new SyntaxException(pos, "a tag that does not end", "close it with " + closing);
            }
            if (Characters.isSpace(source.charAt(at))) {
                at++;
            } else {
                tokens.add(token());
            }
        }
    }

    private Token token() {
        Pos pos = pos(at);
        char c = source.charAt(at);
        if (c >= '0' && c <= '9') {
            return NumberLexer.read(this, pos);
        }
        if (c == '\'' || c == '"') {
            return string(pos, c);
        }
        if (c == '_' || Character.isUnicodeIdentifierStart(c)) {
            int start = at;
            while (at < source.length()
                    && (source.charAt(at) == '_' || Character.isUnicodeIdentifierPart(source.charAt(at))
                            && !Character.isIdentifierIgnorable(source.charAt(at)))) {
                at++;
            }
            return new Token(Kind.NAME, source.substring(start, at), pos);
        }
        for (String operator : OPERATORS) {
            if (source.startsWith(operator, at)) {
                at += operator.length();
                balance(operator, pos);
                return new Token(Kind.OPERATOR, operator, pos);
            }
        }
        throw new SyntaxException(pos,
                "unexpected character " + (c < 128 ? "'" + c + "'" : "U+" + Integer.toHexString(c)),
                "remove it");
    }

    private void balance(String operator, Pos pos) {
        switch (operator) {
            case "{" -> open.push("}");
            case "(" -> open.push(")");
            case "[" -> open.push("]");
            case "}", ")", "]" -> {
                if (open.isEmpty() || !open.pop().equals(operator)) {
                    throw new SyntaxException(pos, "unexpected '" + operator + "'", "balance the brackets");
                }
            }
            default -> {
            }
        }
    }

    private Token string(Pos pos, char quote) {
        int start = ++at;
        while (at < source.length() && source.charAt(at) != quote) {
            at += source.charAt(at) == '\\' ? 2 : 1;
        }
        if (at >= source.length()) {
            throw new SyntaxException(pos, "a string that does not end", "close it with " + quote);
        }
        return new Token(Kind.STRING, StringLiteral.decode(source.substring(start, at++), pos), pos);
    }

    String source() {
        return source;
    }

    int at() {
        return at;
    }

    void at(int offset) {
        at = offset;
    }
}
