package dev.towline.render.syntax;

import dev.towline.render.syntax.Node.Branch;
import dev.towline.render.syntax.Node.Target;
import dev.towline.render.syntax.Token.Kind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/** Jinja2's statements. */
public final class TemplateParser {
    private static final Map<String, String> REFUSED = Map.of(
            "extends", "use include, or macros that are imported", "block", "use include, or macros that are imported",
            "autoescape", "use the escape filter where it is needed", "do", "Ansible has no do: use {% set _ = ... %}",
            "break", "Ansible has no break: put an if into the loop", "continue",
            "Ansible has no continue: put an if into the loop",
            "trans", "Ansible has no trans", "debug", "Ansible has no debug");

    private final Tokens tokens;
    private final ExpressionParser expressions;
    private final PostfixParser postfix;
    private final Deque<String> open = new ArrayDeque<>();

    private TemplateParser(List<Token> tokens, Vocabulary vocabulary, List<SyntaxException> complaints) {
        this.tokens = new Tokens(tokens);
        this.expressions = new ExpressionParser(this.tokens, vocabulary, complaints);
        this.postfix = new PostfixParser(this.tokens, expressions, vocabulary, complaints);
    }

    /** A template's tree, and every complaint that did not stop the parser. */
    public record Parsed(List<Node> nodes, List<SyntaxException> complaints) {}

    /** @param text with plain newlines */
    public static Parsed template(String text, WhiteSpace whiteSpace, Vocabulary vocabulary) {
        return parse(new Lexer(text, whiteSpace)::template, parser -> parser.body(Set.of()), vocabulary);
    }

    /** One bare expression, as a template that prints it. */
    public static Parsed expression(String text, Vocabulary vocabulary) {
        return parse(new Lexer(text, WhiteSpace.ANSIBLE)::expression, parser -> {
            Expr value = parser.expressions.expression();
            if (parser.tokens.current().kind() != Kind.END) {
                throw parser.tokens.unexpected("the end of the expression");
            }
            return List.of(new Node.Print(Pos.START, value));
        }, vocabulary);
    }

    private static Parsed parse(Supplier<List<Token>> lexer, Function<TemplateParser, List<Node>> rule,
            Vocabulary vocabulary) {
        List<SyntaxException> complaints = new ArrayList<>();
        try {
            TemplateParser parser = new TemplateParser(lexer.get(), vocabulary, complaints);
            return new Parsed(rule.apply(parser), complaints);
        } catch (SyntaxException e) {
            complaints.add(e);
            return new Parsed(List.of(), complaints);
        }
    }

    /** Up to one of the end tags, whose name is then current. */
    private List<Node> body(Set<String> ends) {
        tokens.enter();
        List<Node> nodes = new ArrayList<>();
        while (true) {
            Token token = tokens.next();
            switch (token.kind()) {
                case DATA -> nodes.add(new Node.Text(token.pos(), token.text()));
                case PRINT_BEGIN -> {
                    nodes.add(new Node.Print(token.pos(), expressions.tuple(true, Set.of(), false)));
                    tokens.expect(Kind.PRINT_END, "'}}'");
                }
                case BLOCK_BEGIN -> {
                    if (tokens.current().kind() == Kind.NAME && ends.contains(tokens.current().text())) {
                        tokens.leave();
                        return List.copyOf(nodes);
                    }
                    statement(nodes);
                    tokens.expect(Kind.BLOCK_END, "'%}'");
                }
                default -> {
                    if (!ends.isEmpty()) {
                        throw new SyntaxException(token.pos(), "the template ends inside " + open.peek(),
                                "close it with {% " + String.join(" %} or {% ", new java.util.TreeSet<>(ends)) + " %}");
                    }
                    tokens.leave();
                    return List.copyOf(nodes);
                }
            }
        }
    }

    private List<Node> block(String... ends) {
        tokens.skipOperator(":");
        tokens.expect(Kind.BLOCK_END, "'%}'");
        return body(Set.of(ends));
    }

    private List<Node> closed(String end) {
        List<Node> body = block(end);
        tokens.next();
        return body;
    }

    private void statement(List<Node> nodes) {
        Token tag = tokens.expect(Kind.NAME, "a tag's name");
        Pos pos = tag.pos();
        open.push("{% " + tag.text() + " %} of line " + pos.line());
        switch (tag.text()) {
            case "if" -> nodes.add(ifStatement(pos));
            case "for" -> nodes.add(forStatement(pos));
            case "set" -> nodes.add(set(pos));
            case "with" -> nodes.add(with(pos));
            case "macro" -> nodes.add(new Node.MacroDefinition(pos, name(), macro(true, "endmacro")));
            case "call" -> nodes.add(call(pos));
            case "filter" -> nodes.add(new Node.FilterBlock(pos, postfix.filterChain(), closed("endfilter")));
            case "print" -> {
                while (tokens.current().kind() != Kind.BLOCK_END) {
                    nodes.add(new Node.Print(pos, expressions.expression()));
                    if (!tokens.skipOperator(",")) {
                        break;
                    }
                }
            }
            case "include" -> nodes.add(include(pos));
            case "import" -> {
                Expr source = expressions.expression();
                tokens.expectName("as");
                nodes.add(new Node.Import(pos, source, name(), context(false)));
            }
            case "from" -> nodes.add(from(pos));
            default -> throw new SyntaxException(pos, "the tag '" + tag.text() + "' is not supported" + inside(),
                    REFUSED.getOrDefault(tag.text(), "correct its name, or the order of the closing tags"));
        }
        open.pop();
    }

    private String inside() {
        return open.size() > 1 ? " here, inside " + open.stream().skip(1).findFirst().orElseThrow() : "";
    }

    private String name() {
        Token token = tokens.expect(Kind.NAME, "a name");
        return assignable(token);
    }

    private static String assignable(Token token) {
        if (Set.of("true", "false", "none", "True", "False", "None").contains(token.text())) {
            throw new SyntaxException(token.pos(), "nothing can be assigned to '" + token.text() + "'",
                    "use another name");
        }
        return token.text();
    }

    private Node ifStatement(Pos pos) {
        List<Branch> branches = new ArrayList<>();
        while (true) {
            Expr test = expressions.tuple(false, Set.of(), false);
            branches.add(new Branch(test, block("elif", "else", "endif")));
            switch (tokens.next().text()) {
                case "elif" -> {
                }
                case "else" -> {
                    return new Node.If(pos, List.copyOf(branches), closed("endif"));
                }
                default -> {
                    return new Node.If(pos, List.copyOf(branches), List.of());
                }
            }
        }
    }

    private Node forStatement(Pos pos) {
        Target target = target(false, "in");
        tokens.expectName("in");
        Expr over = expressions.tuple(false, Set.of("recursive"), false);
        Optional<Expr> condition = tokens.skipName("if") ? Optional.of(expressions.expression()) : Optional.empty();
        boolean recursive = tokens.skipName("recursive");
        List<Node> body = block("endfor", "else");
        List<Node> otherwise = tokens.next().text().equals("else") ? closed("endfor") : List.of();
        return new Node.For(pos, target, over, condition, body, otherwise, recursive);
    }

    private Target target(boolean namespaces, String end) {
        Pos pos = tokens.pos();
        List<Target> targets = new ArrayList<>();
        boolean several = false;
        while (!tokens.isName(end) && !tokens.isOperator("=") && !tokens.isOperator(")")) {
            targets.add(oneTarget(namespaces));
            if (!tokens.skipOperator(",")) {
                break;
            }
            several = true;
        }
        if (targets.isEmpty()) {
            throw tokens.unexpected("a name to assign to");
        }
        return several ? new Target.Several(pos, List.copyOf(targets)) : targets.getFirst();
    }

    private Target oneTarget(boolean namespaces) {
        if (tokens.skipOperator("(")) {
            Target inner = target(false, ")");
            tokens.expectOperator(")");
            return inner;
        }
        Token token = tokens.expect(Kind.NAME, "a name to assign to");
        if (namespaces && tokens.skipOperator(".")) {
            expressions.read(token.text());
            return new Target.Attribute(token.pos(), token.text(), tokens.expect(Kind.NAME, "a name").text());
        }
        return new Target.Variable(token.pos(), assignable(token));
    }

    private Node set(Pos pos) {
        Target target = target(true, "=");
        if (tokens.skipOperator("=")) {
            return new Node.Set(pos, target, expressions.tuple(true, Set.of(), false));
        }
        Optional<Expr> filter = tokens.skipOperator("|") ? Optional.of(postfix.filterChain()) : Optional.empty();
        return new Node.SetBlock(pos, target, filter, closed("endset"));
    }

    private Node with(Pos pos) {
        List<Node.Assignment> assignments = new ArrayList<>();
        while (tokens.current().kind() != Kind.BLOCK_END) {
            if (!assignments.isEmpty()) {
                tokens.expectOperator(",");
            }
            Target target = oneTarget(false);
            tokens.expectOperator("=");
            assignments.add(new Node.Assignment(target, expressions.expression()));
        }
        return new Node.With(pos, List.copyOf(assignments), closed("endwith"));
    }

    private Node call(Pos pos) {
        List<Node.Parameter> parameters = tokens.isOperator("(") ? signature() : List.of();
        Expr call = expressions.expression();
        if (!(call instanceof Expr.Call called)) {
            throw new SyntaxException(pos, "a call block needs a call", "write {% call name(...) %}");
        }
        return new Node.CallBlock(pos, called, macroBody(parameters, "endcall"));
    }

    private Node.Macro macro(boolean named, String end) {
        return macroBody(named ? signature() : List.of(), end);
    }

    private List<Node.Parameter> signature() {
        tokens.expectOperator("(");
        List<Node.Parameter> parameters = new ArrayList<>();
        while (!tokens.isOperator(")")) {
            if (!parameters.isEmpty()) {
                tokens.expectOperator(",");
            }
            Pos pos = tokens.pos();
            String name = name();
            Optional<Expr> otherwise = tokens.skipOperator("=")
                    ? Optional.of(expressions.expression())
                    : Optional.empty();
            if (otherwise.isEmpty() && !parameters.isEmpty() && parameters.getLast().otherwise().isPresent()) {
                throw new SyntaxException(pos, "a parameter without default follows one with default", "reorder them");
            }
            parameters.add(new Node.Parameter(name, otherwise));
        }
        tokens.expectOperator(")");
        return List.copyOf(parameters);
    }

    private Node.Macro macroBody(List<Node.Parameter> parameters, String end) {
        Set<String> names = expressions.watch();
        List<Node> body = closed(end);
        expressions.unwatch();
        return new Node.Macro(parameters, body, names.contains("caller"), names.contains("varargs"),
                names.contains("kwargs"));
    }

    private Node include(Pos pos) {
        Expr name = expressions.expression();
        boolean ignore = tokens.isName("ignore") && tokens.look().isName("missing");
        if (ignore) {
            tokens.next();
            tokens.next();
        }
        return new Node.Include(pos, name, ignore, context(true));
    }

    private boolean context(boolean otherwise) {
        if (atContext()) {
            boolean with = tokens.next().text().equals("with");
            tokens.next();
            return with;
        }
        return otherwise;
    }

    private boolean atContext() {
        return (tokens.isName("with") || tokens.isName("without")) && tokens.look().isName("context");
    }

    private Node from(Pos pos) {
        Expr source = expressions.expression();
        tokens.expectName("import");
        List<Node.Alias> names = new ArrayList<>();
        while (!atContext()) {
            Token token = tokens.expect(Kind.NAME, "a name");
            if (token.text().startsWith("_")) {
                throw new SyntaxException(token.pos(), "names with a leading underscore cannot be imported",
                        "rename it");
            }
            names.add(new Node.Alias(token.text(), tokens.skipName("as") ? name() : token.text()));
            if (atContext() || !tokens.skipOperator(",")) {
                break;
            }
        }
        return new Node.FromImport(pos, source, List.copyOf(names), context(false));
    }
}
