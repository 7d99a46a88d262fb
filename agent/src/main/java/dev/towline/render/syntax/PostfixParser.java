package dev.towline.render.syntax;

import dev.towline.render.syntax.Expr.Args;
import dev.towline.render.syntax.Expr.Keyword;
import dev.towline.render.syntax.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What follows a value: attributes, items, calls, filters and tests. */
final class PostfixParser {
    private static final Set<String> AFTER_TEST = Set.of("else", "or", "and");

    private final Tokens tokens;
    private final ExpressionParser expressions;
    private final Vocabulary vocabulary;
    private final List<SyntaxException> complaints;

    private static final int MOST_COMPLAINTS = 50;

    PostfixParser(Tokens tokens, ExpressionParser expressions, Vocabulary vocabulary,
            List<SyntaxException> complaints) {
        this.tokens = tokens;
        this.expressions = expressions;
        this.vocabulary = vocabulary;
        this.complaints = complaints;
    }

    Expr postfix(Expr start) {
        Expr value = start;
        int chain = 0;
        while (true) {
            chain = tokens.longer(chain);
            if (tokens.isOperator(".") || tokens.isOperator("[")) {
                value = subscript(value);
            } else if (tokens.isOperator("(")) {
                value = call(value);
            } else {
                return value;
            }
        }
    }

    Expr filters(Expr start) {
        Expr value = start;
        int chain = 0;
        while (true) {
            chain = tokens.longer(chain);
            if (tokens.skipOperator("|")) {
                value = filter(Optional.of(value));
            } else if (tokens.isName("is")) {
                value = test(value);
            } else if (tokens.isOperator("(")) {
                value = call(value);
            } else {
                return value;
            }
        }
    }

    /** A filter whose {@code |} has been read, and for a filter block those that follow it. */
    Expr filter(Optional<Expr> input) {
        Token name = tokens.current();
        String filter = dotted();
        complain(name.pos(), vocabulary.filter(filter));
        Args args = tokens.isOperator("(") ? args() : Args.NONE;
        complainOfNamed(name.pos(), filter, args);
        return new Expr.Filtered(name.pos(), input, filter, args);
    }

    /** map('upper') and the like name a filter or test by a string. */
    private void complainOfNamed(Pos pos, String filter, Args args) {
        int index = filter.endsWith("attr") ? 1 : 0;
        if (args.positional().size() > index && args.positional().get(index) instanceof Expr.Const constant
                && constant.value().orElse(0L) instanceof String named) {
            switch (filter) {
                case "map" -> complain(pos, vocabulary.filter(named));
                case "select", "reject", "selectattr", "rejectattr" -> complain(pos, vocabulary.test(named));
                default -> {
                }
            }
        }
    }

    Expr filterChain() {
        Expr value = filter(Optional.empty());
        int chain = 0;
        while (tokens.skipOperator("|")) {
            chain = tokens.longer(chain);
            value = filter(Optional.of(value));
        }
        return value;
    }

    private void complain(Pos pos, Optional<Vocabulary.Complaint> complaint) {
        complaint.ifPresent(c -> {
            SyntaxException found = new SyntaxException(pos, c.message(), c.remedy());
            if (complaints.size() >= MOST_COMPLAINTS) {
                throw found;
            }
            complaints.add(found);
        });
    }

    private String dotted() {
        StringBuilder name = new StringBuilder(tokens.expect(Kind.NAME, "a name").text());
        while (tokens.skipOperator(".")) {
            name.append('.').append(tokens.expect(Kind.NAME, "a name").text());
        }
        return name.toString();
    }

    private Expr test(Expr input) {
        tokens.next();
        boolean negated = tokens.skipName("not");
        Pos pos = tokens.pos();
        String name = dotted();
        complain(pos, vocabulary.test(name));
        Args args = Args.NONE;
        Token token = tokens.current();
        if (token.isOperator("(")) {
            args = args();
        } else if (startsValue(token)) {
            if (token.isName("is")) {
                throw new SyntaxException(token.pos(), "tests cannot be chained with is", "join them with and");
            }
            args = new Args(List.of(postfix(expressions.primary())), List.of(), Optional.empty(), Optional.empty());
        }
        Expr test = new Expr.Tested(pos, input, name, args);
        return negated ? new Expr.Unary(pos, Expr.Operator.NOT, test) : test;
    }

    private static boolean startsValue(Token token) {
        return switch (token.kind()) {
            case STRING, INTEGER, FLOAT -> true;
            case NAME -> !AFTER_TEST.contains(token.text());
            case OPERATOR -> token.text().equals("[") || token.text().equals("{");
            case DATA, PRINT_BEGIN, PRINT_END, BLOCK_BEGIN, BLOCK_END, END -> false;
        };
    }

    private Expr subscript(Expr owner) {
        Token token = tokens.next();
        if (token.text().equals(".")) {
            Token name = tokens.next();
            return switch (name.kind()) {
                case NAME -> new Expr.Attribute(name.pos(), owner, name.text());
                case INTEGER -> new Expr.Item(name.pos(), owner,
                        new Expr.Const(name.pos(), Optional.of(NumberLexer.integer(name))));
                case DATA, PRINT_BEGIN, PRINT_END, BLOCK_BEGIN, BLOCK_END, END, STRING, FLOAT,
                        OPERATOR ->
                    throw new SyntaxException(
                            name.pos(), "expected a name or number after '.', got " + name.describe(),
                            "correct the template's syntax");
            };
        }
        List<Expr> indexes = new ArrayList<>();
        do {
            if (!indexes.isEmpty() && tokens.isOperator("]")) {
                break;
            }
            indexes.add(index());
        } while (tokens.skipOperator(","));
        tokens.expectOperator("]");
        Expr index = indexes.size() == 1 ? indexes.getFirst() : new Expr.TupleOf(token.pos(), List.copyOf(indexes));
        return new Expr.Item(token.pos(), owner, index);
    }

    private Expr index() {
        Pos pos = tokens.pos();
        Optional<Expr> start = Optional.empty();
        if (!tokens.isOperator(":")) {
            start = Optional.of(expressions.expression());
            if (!tokens.isOperator(":")) {
                return start.get();
            }
        }
        tokens.expectOperator(":");
        Optional<Expr> stop = bound();
        Optional<Expr> step = tokens.skipOperator(":") ? bound() : Optional.empty();
        return new Expr.Slice(pos, start, stop, step);
    }

    private Optional<Expr> bound() {
        return tokens.isOperator(":") || tokens.isOperator("]") || tokens.isOperator(",")
                ? Optional.empty()
                : Optional.of(expressions.expression());
    }

    private Expr call(Expr callee) {
        Pos pos = tokens.pos();
        if (callee instanceof Expr.Name name) {
            complain(name.pos(), vocabulary.function(name.name()));
        }
        return new Expr.Call(pos, callee, args());
    }

    private Args args() {
        tokens.enter();
        tokens.expectOperator("(");
        List<Expr> positional = new ArrayList<>();
        List<Keyword> named = new ArrayList<>();
        Optional<Expr> star = Optional.empty();
        Optional<Expr> starStar = Optional.empty();
        boolean first = true;
        while (!tokens.isOperator(")")) {
            if (!first) {
                tokens.expectOperator(",");
                if (tokens.isOperator(")")) {
                    break;
                }
            }
            first = false;
            Pos pos = tokens.pos();
            boolean inOrder = starStar.isEmpty();
            if (tokens.skipOperator("*")) {
                inOrder &= star.isEmpty();
                star = Optional.of(expressions.expression());
            } else if (tokens.skipOperator("**")) {
                starStar = Optional.of(expressions.expression());
            } else if (tokens.current().kind() == Kind.NAME && tokens.look().isOperator("=")) {
                String name = tokens.next().text();
                tokens.next();
                named.add(new Keyword(name, expressions.expression()));
            } else {
                inOrder &= named.isEmpty() && star.isEmpty();
                positional.add(expressions.expression());
            }
            if (!inOrder) {
                throw new SyntaxException(pos, "arguments in the wrong order",
                        "positional ones first, then *, name=value, **");
            }
        }
        tokens.expectOperator(")");
        tokens.leave();
        return new Args(List.copyOf(positional), List.copyOf(named), star, starStar);
    }
}
