package dev.towline.render.syntax;

import dev.towline.render.syntax.Expr.Comparand;
import dev.towline.render.syntax.Expr.Operator;
import dev.towline.render.syntax.Token.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Jinja2's expressions with Jinja2's precedences, which are not always Python's: {@code -2 ** 2} is 4. */
final class ExpressionParser {
    private static final Map<String, Operator> COMPARISONS = Map.of("==", Operator.EQ, "!=", Operator.NE, "<",
            Operator.LT,
            "<=", Operator.LE, ">", Operator.GT, ">=", Operator.GE);

    private final Tokens tokens;
    private final PostfixParser postfix;
    private final List<Set<String>> watchers = new ArrayList<>();

    ExpressionParser(Tokens tokens, Vocabulary vocabulary, List<SyntaxException> complaints) {
        this.tokens = tokens;
        this.postfix = new PostfixParser(tokens, this, vocabulary, complaints);
    }

    /** Collects from now on the names that are read, for a macro's special variables. */
    Set<String> watch() {
        Set<String> names = new HashSet<>();
        watchers.add(names);
        return names;
    }

    void unwatch() {
        watchers.removeLast();
    }

    void read(String name) {
        watchers.forEach(names -> names.add(name));
    }

    /** A tuple without parentheses, or one expression. */
    Expr tuple(boolean conditions, Set<String> endNames, boolean explicit) {
        Pos pos = tokens.pos();
        List<Expr> items = new ArrayList<>();
        boolean several = false;
        while (!atTupleEnd(endNames)) {
            items.add(conditions ? expression() : or());
            if (!tokens.skipOperator(",")) {
                break;
            }
            several = true;
        }
        if (!several && items.isEmpty() && !explicit) {
            throw tokens.unexpected("an expression");
        }
        return several || items.isEmpty() ? new Expr.TupleOf(pos, List.copyOf(items)) : items.getFirst();
    }

    private boolean atTupleEnd(Set<String> endNames) {
        Token token = tokens.current();
        return token.kind() == Kind.PRINT_END || token.kind() == Kind.BLOCK_END || token.kind() == Kind.END
                || token.isOperator(")") || token.kind() == Kind.NAME && endNames.contains(token.text());
    }

    Expr expression() {
        tokens.enter();
        Pos pos = tokens.pos();
        Expr value = or();
        int chain = 0;
        while (tokens.skipName("if")) {
            chain = tokens.longer(chain);
            Expr test = or();
            Optional<Expr> otherwise = tokens.skipName("else") ? Optional.of(expression()) : Optional.empty();
            value = new Expr.Condition(pos, test, value, otherwise);
        }
        tokens.leave();
        return value;
    }

    Expr or() {
        Pos pos = tokens.pos();
        Expr left = and();
        int chain = 0;
        while (tokens.skipName("or")) {
            chain = tokens.longer(chain);
            left = new Expr.Binary(pos, Operator.OR, left, and());
        }
        return left;
    }

    private Expr and() {
        Pos pos = tokens.pos();
        Expr left = not();
        int chain = 0;
        while (tokens.skipName("and")) {
            chain = tokens.longer(chain);
            left = new Expr.Binary(pos, Operator.AND, left, not());
        }
        return left;
    }

    private Expr not() {
        Pos pos = tokens.pos();
        if (!tokens.skipName("not")) {
            return compare();
        }
        tokens.enter();
        Expr operand = not();
        tokens.leave();
        return new Expr.Unary(pos, Operator.NOT, operand);
    }

    private Expr compare() {
        Pos pos = tokens.pos();
        Expr first = sum();
        List<Comparand> rest = new ArrayList<>();
        while (true) {
            Token token = tokens.current();
            Operator operator = token.kind() == Kind.OPERATOR ? COMPARISONS.get(token.text()) : null;
            if (operator != null) {
                tokens.next();
                rest.add(new Comparand(operator, sum()));
            } else if (tokens.skipName("in")) {
                rest.add(new Comparand(Operator.IN, sum()));
            } else if (token.isName("not") && tokens.look().isName("in")) {
                tokens.next();
                tokens.next();
                rest.add(new Comparand(Operator.NOT_IN, sum()));
            } else {
                return rest.isEmpty() ? first : new Expr.Compare(pos, first, List.copyOf(rest));
            }
        }
    }

    private Expr sum() {
        Pos pos = tokens.pos();
        Expr left = concat();
        int chain = 0;
        while (true) {
            chain = tokens.longer(chain);
            if (tokens.skipOperator("+")) {
                left = new Expr.Binary(pos, Operator.ADD, left, concat());
            } else if (tokens.skipOperator("-")) {
                left = new Expr.Binary(pos, Operator.SUBTRACT, left, concat());
            } else {
                return left;
            }
        }
    }

    private Expr concat() {
        Pos pos = tokens.pos();
        Expr left = product();
        int chain = 0;
        while (tokens.skipOperator("~")) {
            chain = tokens.longer(chain);
            left = new Expr.Binary(pos, Operator.CONCAT, left, product());
        }
        return left;
    }

    private Expr product() {
        Pos pos = tokens.pos();
        Expr left = power();
        int chain = 0;
        while (true) {
            chain = tokens.longer(chain);
            Operator operator = tokens.isOperator("*")
                    ? Operator.MULTIPLY
                    : tokens.isOperator("/")
                            ? Operator.DIVIDE
                            : tokens.isOperator("//")
                                    ? Operator.FLOOR_DIVIDE
                                    : tokens.isOperator("%") ? Operator.MODULO : Operator.NOT;
            if (operator == Operator.NOT) {
                return left;
            }
            tokens.next();
            left = new Expr.Binary(pos, operator, left, power());
        }
    }

    private Expr power() {
        Pos pos = tokens.pos();
        Expr left = unary(true);
        int chain = 0;
        while (tokens.skipOperator("**")) {
            chain = tokens.longer(chain);
            left = new Expr.Binary(pos, Operator.POWER, left, unary(true));
        }
        return left;
    }

    private Expr unary(boolean withFilter) {
        Pos pos = tokens.pos();
        Expr value;
        if (tokens.isOperator("-") || tokens.isOperator("+")) {
            Operator operator = tokens.next().text().equals("-") ? Operator.NEGATE : Operator.PLUS;
            tokens.enter();
            value = new Expr.Unary(pos, operator, unary(false));
            tokens.leave();
        } else {
            value = primary();
        }
        value = postfix.postfix(value);
        return withFilter ? postfix.filters(value) : value;
    }

    Expr primary() {
        Token token = tokens.next();
        Pos pos = token.pos();
        return switch (token.kind()) {
            case NAME -> name(token);
            case STRING -> {
                StringBuilder text = new StringBuilder(token.text());
                while (tokens.current().kind() == Kind.STRING) {
                    text.append(tokens.next().text());
                }
                yield new Expr.Const(pos, Optional.of(text.toString()));
            }
            case INTEGER -> new Expr.Const(pos, Optional.of(NumberLexer.integer(token)));
            case FLOAT -> new Expr.Const(pos, Optional.of(NumberLexer.real(token)));
            case OPERATOR -> bracketed(token);
            case DATA, PRINT_BEGIN, PRINT_END, BLOCK_BEGIN, BLOCK_END, END -> throw unexpected(token);
        };
    }

    private static SyntaxException unexpected(Token token) {
        return new SyntaxException(token.pos(), "expected an expression, got " + token.describe(),
                "correct the template's syntax");
    }

    private Expr name(Token token) {
        return switch (token.text()) {
            case "true", "True" -> new Expr.Const(token.pos(), Optional.of(true));
            case "false", "False" -> new Expr.Const(token.pos(), Optional.of(false));
            case "none", "None" -> new Expr.Const(token.pos(), Optional.empty());
            default -> {
                read(token.text());
                yield new Expr.Name(token.pos(), token.text());
            }
        };
    }

    private Expr bracketed(Token token) {
        tokens.enter();
        Expr value = switch (token.text()) {
            case "(" -> {
                Expr inner = tuple(true, Set.of(), true);
                tokens.expectOperator(")");
                yield inner;
            }
            case "[" -> new Expr.ListOf(token.pos(), listItems());
            case "{" -> new Expr.DictOf(token.pos(), dictPairs());
            default -> throw unexpected(token);
        };
        tokens.leave();
        return value;
    }

    private List<Expr> listItems() {
        List<Expr> items = new ArrayList<>();
        while (!tokens.skipOperator("]")) {
            if (!items.isEmpty()) {
                tokens.expectOperator(",");
                if (tokens.skipOperator("]")) {
                    break;
                }
            }
            items.add(expression());
        }
        return List.copyOf(items);
    }

    private List<Expr.Pair> dictPairs() {
        List<Expr.Pair> pairs = new ArrayList<>();
        while (!tokens.skipOperator("}")) {
            if (!pairs.isEmpty()) {
                tokens.expectOperator(",");
                if (tokens.skipOperator("}")) {
                    break;
                }
            }
            Expr key = expression();
            tokens.expectOperator(":");
            pairs.add(new Expr.Pair(key, expression()));
        }
        return List.copyOf(pairs);
    }
}
