package dev.towline.render.syntax;

import dev.towline.render.syntax.Token.Kind;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Jinja2's numbers. */
final class NumberLexer {
    private static final Pattern FLOAT = Pattern.compile(
            "(?<!\\.)(?:\\d+_)*+\\d+(?:(?:\\.(?:\\d+_)*+\\d+)?[eE][+\\-]?(?:\\d+_)*+\\d+|\\.(?:\\d+_)*+\\d+)");
    private static final Pattern INTEGER = Pattern.compile(
            "0[bB](?:_?[01])++|0[oO](?:_?[0-7])++|0[xX](?:_?[\\da-fA-F])++|[1-9](?:_?\\d)*+|0(?:_?0)*+");

    private NumberLexer() {}

    static Token read(Lexer lexer, Pos pos) {
        Matcher real = FLOAT.matcher(lexer.source()).region(lexer.at(), lexer.source().length())
                .useTransparentBounds(true);
        if (real.lookingAt()) {
            lexer.at(real.end());
            return new Token(Kind.FLOAT, real.group().replace("_", ""), pos);
        }
        Matcher whole = INTEGER.matcher(lexer.source()).region(lexer.at(), lexer.source().length());
        if (!whole.lookingAt()) {
            throw new SyntaxException(pos, "not a number", "write it in decimal");
        }
        lexer.at(whole.end());
        return new Token(Kind.INTEGER, whole.group().replace("_", ""), pos);
    }

    static long integer(Token token) {
        String text = token.text();
        int radix = text.length() < 2 || text.charAt(0) != '0' ? 10 : switch (text.charAt(1)) {
            case 'x', 'X' -> 16;
            case 'o', 'O' -> 8;
            case 'b', 'B' -> 2;
            default -> 10;
        };
        try {
            return Long.parseLong(radix == 10 ? text : text.substring(2), radix);
        } catch (NumberFormatException e) {
            throw new SyntaxException(token.pos(), "an integer beyond 64 bits", "write it as a string");
        }
    }

    static double real(Token token) {
        double value = Double.parseDouble(token.text());
        if (Double.isInfinite(value)) {
            throw new SyntaxException(token.pos(), "a number too large", "write it as a string");
        }
        return value;
    }
}
