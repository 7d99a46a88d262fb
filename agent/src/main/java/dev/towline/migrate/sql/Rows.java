package dev.towline.migrate.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** INSERT of plain values, of which files with data have thousands; the grammar would say the same, and take long for it. */
final class Rows {
    private static final Set<String> PLAIN = Set.of("null", "true", "false", "default");
    private static final Set<String> SIGNS = Set.of("(", ")", ",", "-", "+");

    private Rows() {}

    /** The change, or nothing where it is more than that; then the grammar is to read it. */
    static Optional<Draft> read(String sql, List<Token> tokens) {
        if (tokens.size() < 6 || !tokens.get(0).is("INSERT") || !tokens.get(1).is("INTO") || !name(tokens.get(2))) {
            return Optional.empty();
        }
        int at = 3;
        while (at + 1 < tokens.size() && tokens.get(at).is(".") && name(tokens.get(at + 1))) {
            at += 2;
        }
        Name table = Name.of(sql.substring(tokens.get(2).start(), tokens.get(at - 1).end()));
        List<String> columns = new ArrayList<>();
        if (tokens.get(at).is("(")) {
            at++;
            while (at < tokens.size() && !tokens.get(at).is(")")) {
                if (name(tokens.get(at))) {
                    columns.add(tokens.get(at).text());
                } else if (!tokens.get(at).is(",")) {
                    return Optional.empty();
                }
                at++;
            }
            at++;
        }
        boolean values = at + 1 < tokens.size() && tokens.get(at).is("VALUES")
                && balanced(tokens.subList(at + 1, tokens.size()));
        return values
                ? Optional.of(Draft.of(Kind.INSERT).table(table).columns(columns).expression(sql))
                : Optional.empty();
    }

    private static boolean name(Token token) {
        return token.type() == Token.Type.QUOTED || token.type() == Token.Type.WORD && !token.is("VALUES");
    }

    /** Rows in parentheses, commas between them, nothing else. */
    private static boolean balanced(List<Token> tokens) {
        int depth = 0;
        Token before = null;
        for (Token token : tokens) {
            boolean plain = token.type() == Token.Type.STRING || token.type() == Token.Type.NUMBER
                    || token.type() == Token.Type.WORD && PLAIN.contains(token.lower())
                    || token.type() == Token.Type.SIGN && SIGNS.contains(token.text());
            boolean between = before == null || before.is("(") || before.is(",") || before.is("-") || before.is("+");
            boolean value = token.type() != Token.Type.SIGN;
            boolean ordered = value
                    ? between && depth == 1
                    : token.is("(") ? depth == 0 && between : !between || token.is("-") || token.is("+");
            if (!plain || !ordered) {
                return false;
            }
            depth += token.is("(") ? 1 : token.is(")") ? -1 : 0;
            before = token;
        }
        return depth == 0 && before != null && before.is(")");
    }
}
