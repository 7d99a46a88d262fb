package dev.towline.migrate.sql;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What PostgreSQL says and the grammar does not know: rewritten, at the same length, into something that it does, or read here.
 *
 * @param changes what the statement does, where it never needs the grammar
 */
record Dialect(String sql, boolean virtual, boolean notEnforced, @Nullable List<Draft> changes) {

    static Dialect of(String sql, List<Token> tokens) {
        if (starts(tokens, "ALTER", "SYSTEM")) {
            return known(sql, Kind.ALTER_SYSTEM);
        }
        if (starts(tokens, "DROP", "DATABASE")) {
            return known(sql, Kind.DROP_DATABASE);
        }
        if (starts(tokens, "DROP", "FUNCTION") || starts(tokens, "DROP", "PROCEDURE")
                || starts(tokens, "DROP", "ROUTINE")
                || starts(tokens, "DROP", "AGGREGATE")) {
            return drop(sql, tokens);
        }
        if (starts(tokens, "CREATE", "OPERATOR") && !tokens.get(2).is("CLASS") && !tokens.get(2).is("FAMILY")
                || tokens.size() > 3 && starts(tokens, "CREATE", "TEXT") && tokens.get(2).is("SEARCH")) {
            return known(sql, Kind.OTHER);
        }
        if (starts(tokens, "ALTER", "TABLE") && tokens.get(2).is("ALL") && tokens.get(3).is("IN")) {
            return known(sql, Kind.SET_TABLESPACE);
        }
        StringBuilder text = new StringBuilder(sql);
        Attributes.order(text, tokens);
        boolean virtual = false;
        boolean notEnforced = false;
        for (int i = 1; i < tokens.size(); i++) {
            Token token = tokens.get(i);
            Token before = tokens.get(i - 1);
            if (token.type() == Token.Type.STRING && token.text().indexOf('\\') > 0 && token.lower().startsWith("e")) {
                // The grammar does not know that \' goes on.
                for (int at = token.start() + 2; at < token.end() - 1; at++) {
                    text.setCharAt(at, 'x');
                }
            }
            if (token.type() == Token.Type.STRING && before.is("LANGUAGE")) {
                text.setCharAt(token.start(), ' ');
                text.setCharAt(token.end() - 1, ' ');
            } else if (token.type() == Token.Type.NUMBER && token.text().matches("0[xXoObB_].*|.*\\d_\\d.*")) {
                // 0xff, 1_000: only its length is of interest.
                text.replace(token.start(), token.end(), "0".repeat(token.end() - token.start()));
            }
            if (token.is("VIRTUAL") && before.is(")")) {
                text.replace(token.start(), token.end(), " STORED");
                virtual = true;
            } else if (token.is("ENFORCED") && (before.is("NOT") || before.is(")"))) {
                notEnforced |= before.is("NOT");
                blank(text, before.is("NOT") ? before.start() : token.start(), token.end());
            } else if (token.is("FORCE") && before.is("(") && i > 1 && tokens.get(i - 2).is("WITH")) {
                return known(sql, Kind.DROP_DATABASE);
            }
        }
        return new Dialect(text.toString(), virtual, notEnforced, null);
    }

    private static void blank(StringBuilder text, int start, int end) {
        for (int i = start; i < end; i++) {
            text.setCharAt(i, ' ');
        }
    }

    private static boolean starts(List<Token> tokens, String one, String two) {
        return tokens.size() > 2 && tokens.get(0).is(one) && tokens.get(1).is(two);
    }

    private static Dialect known(String sql, Kind kind) {
        return new Dialect(sql, false, false, List.of(Draft.of(kind)));
    }

    /** Several at once, with or without arguments: the grammar knows one. */
    private static Dialect drop(String sql, List<Token> tokens) {
        int i = 2;
        boolean ifExists = tokens.size() > 4 && tokens.get(2).is("IF");
        i += ifExists ? 2 : 0;
        int start = tokens.get(i).start();
        int end = tokens.get(i).end();
        while (i + 2 < tokens.size() && tokens.get(i + 1).is(".")) {
            i += 2;
            end = tokens.get(i).end();
        }
        Draft draft = Draft.of(Kind.DROP_FUNCTION).table(Name.of(sql.substring(start, end)))
                .when(ifExists, Trait.IF_EXISTS)
                .when(tokens.getLast().is("CASCADE"), Trait.CASCADE);
        return new Dialect(sql, false, false, List.of(draft));
    }
}
