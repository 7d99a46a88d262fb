package dev.towline.migrate.sql;

import java.util.ArrayList;
import java.util.List;
import org.antlr.v4.runtime.BaseErrorListener;
import org.antlr.v4.runtime.BailErrorStrategy;
import org.antlr.v4.runtime.CharStreams;
import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.DefaultErrorStrategy;
import org.antlr.v4.runtime.ListTokenSource;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.RecognitionException;
import org.antlr.v4.runtime.Recognizer;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.atn.PredictionMode;
import org.antlr.v4.runtime.misc.ParseCancellationException;
import org.antlr.v4.runtime.tree.ParseTree;
import org.antlr.v4.runtime.tree.TerminalNode;
import org.jspecify.annotations.Nullable;
import org.pgcodekeeper.core.parsers.antlr.pg.generated.SQLLexer;
import org.pgcodekeeper.core.parsers.antlr.pg.generated.SQLParser;

/** One statement through pgcodekeeper's grammar of PostgreSQL. With {@link Newer}, the only class that knows the library. */
final class Grammar {
    private Grammar() {}

    /** Either the statement or why it is none. */
    record Result(@Nullable Node statement, @Nullable Flaw flaw) {}

    static Result parse(String statement) {
        try {
            return whole(statement);
        } catch (StackOverflowError tooDeep) {
            return new Result(null, new Flaw(0, "the expression is nested too deeply to be read"));
        }
    }

    private static Result whole(String text) {
        Errors errors = new Errors(text);
        SQLLexer lexer = new SQLLexer(CharStreams.fromString(text));
        lexer.removeErrorListeners();
        lexer.addErrorListener(errors);
        List<? extends Token> words = lexer.getAllTokens();
        Result result = read(words, text, errors);
        List<Token> older = result.flaw() == null ? List.of() : Newer.older(words);
        return result.flaw() == null || older.equals(words) ? result : read(older, text, new Errors(text));
    }

    private static Result read(List<? extends Token> words, String text, Errors errors) {
        SQLParser parser = new SQLParser(new CommonTokenStream(new ListTokenSource(words)));
        parser.removeErrorListeners();
        ParserRuleContext tree;
        try {
            // Almost every statement is read in the fast mode; where that fails, only the full one may say that it is wrong.
            parser.getInterpreter().setPredictionMode(PredictionMode.SLL);
            parser.setErrorHandler(new BailErrorStrategy());
            tree = parser.sql();
        } catch (ParseCancellationException ambiguous) {
            parser.reset();
            parser.addErrorListener(errors);
            parser.setErrorHandler(new DefaultErrorStrategy());
            parser.getInterpreter().setPredictionMode(PredictionMode.LL);
            tree = parser.sql();
        }
        if (errors.first != null) {
            return new Result(null, errors.first);
        }
        Node node = node(tree, parser, text);
        return node.child("statement").map(found -> new Result(found, null))
                .orElseGet(() -> new Result(null, new Flaw(0, "there is no statement")));
    }

    private static Node node(ParseTree tree, SQLParser parser, String text) {
        return switch (tree) {
            case TerminalNode leaf -> leaf(leaf.getSymbol(), parser, text);
            case ParserRuleContext rule -> {
                List<Node> children = new ArrayList<>(rule.getChildCount());
                for (int i = 0; i < rule.getChildCount(); i++) {
                    // A part that matched nothing has no place in the text.
                    if (!(rule.getChild(i) instanceof ParserRuleContext part) || part.getChildCount() > 0) {
                        children.add(node(rule.getChild(i), parser, text));
                    }
                }
                int start = children.isEmpty() ? 0 : children.getFirst().start();
                int end = children.isEmpty() ? start : children.getLast().end();
                yield new Node(parser.getRuleNames()[rule.getRuleIndex()], children, start, Math.max(start, end));
            }
            default -> throw new IllegalStateException("a parse tree has rules and words, not " + tree.getClass());
        };
    }

    private static Node leaf(Token token, SQLParser parser, String text) {
        boolean end = token.getType() == Token.EOF;
        String name = end ? "EOF" : parser.getVocabulary().getSymbolicName(token.getType());
        int start = end ? text.length() : chars(text, token.getStartIndex());
        return new Node(name, List.of(), start, end ? start : chars(text, token.getStopIndex() + 1));
    }

    /** The grammar counts code points. */
    private static int chars(String text, int codePoints) {
        int points = text.codePointCount(0, text.length());
        return points == text.length()
                ? Math.min(codePoints, points)
                : text.offsetByCodePoints(0, Math.min(codePoints, points));
    }

    /** Keeps the first complaint. */
    private static final class Errors extends BaseErrorListener {
        private final String text;
        private @Nullable Flaw first;

        private Errors(String text) {
            this.text = text;
        }

        @Override
        public void syntaxError(Recognizer<?, ?> recognizer, @Nullable Object symbol, int line, int column,
                String message,
                @Nullable RecognitionException failure) {
            if (first == null) {
                int offset = symbol instanceof Token token ? chars(text, Math.max(0, token.getStartIndex())) : 0;
                String near = symbol instanceof Token token && token.getType() != Token.EOF
                        ? "near \"" + token.getText() + "\""
                        : "at the end of the statement";
                first = new Flaw(offset, "the PostgreSQL grammar does not know this " + near);
            }
        }
    }
}
