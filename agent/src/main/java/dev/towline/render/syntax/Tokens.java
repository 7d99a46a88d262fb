package dev.towline.render.syntax;

import static dev.towline.budget.Budget.TEMPLATE_CHAIN;
import static dev.towline.budget.Budget.TEMPLATE_NESTING;

import dev.towline.render.syntax.Token.Kind;
import java.util.List;

/** The tokens, walked forwards. */
final class Tokens {
    private static final int DEPTH = TEMPLATE_NESTING.count();

    private final List<Token> tokens;
    private int at;
    private int depth;

    Tokens(List<Token> tokens) {
        this.tokens = tokens;
    }

    Token current() {
        return tokens.get(at);
    }

    Token look() {
        return tokens.get(Math.min(at + 1, tokens.size() - 1));
    }

    Token next() {
        Token token = current();
        if (token.kind() != Kind.END) {
            at++;
        }
        return token;
    }

    Pos pos() {
        return current().pos();
    }

    boolean isOperator(String operator) {
        return current().isOperator(operator);
    }

    boolean isName(String name) {
        return current().isName(name);
    }

    boolean skipOperator(String operator) {
        boolean there = isOperator(operator);
        if (there) {
            at++;
        }
        return there;
    }

    boolean skipName(String name) {
        boolean there = isName(name);
        if (there) {
            at++;
        }
        return there;
    }

    void expectOperator(String operator) {
        if (!skipOperator(operator)) {
            throw unexpected("'" + operator + "'");
        }
    }

    void expectName(String name) {
        if (!skipName(name)) {
            throw unexpected("'" + name + "'");
        }
    }

    Token expect(Kind kind, String what) {
        if (current().kind() != kind) {
            throw unexpected(what);
        }
        return next();
    }

    SyntaxException unexpected(String wanted) {
        return new SyntaxException(pos(), "expected " + wanted + ", got " + current().describe(),
                "correct the template's syntax");
    }

    void enter() {
        if (++depth > DEPTH) {
            throw new SyntaxException(pos(), "nested more than " + DEPTH + " deep", "make it flatter");
        }
    }

    /** One more operator in a row, whose tree is one deeper. */
    int longer(int chain) {
        if (chain >= TEMPLATE_CHAIN.count()) {
            throw new SyntaxException(pos(), "more than " + TEMPLATE_CHAIN.text() + " operators in a row",
                    "cut the expression into several with {% set %}");
        }
        return chain + 1;
    }

    void leave() {
        depth--;
    }
}
