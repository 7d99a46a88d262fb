package dev.towline.migrate.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** A text of SQL, split into its statements, each of them read. */
public record Script(String text, List<Statement> statements) {
    /** Larger statements are data, and would cost the grammar more time than they are worth; see {@link #read}. */
    private static final int LONGEST = 400_000;
    /** Deeper ones are nobody's migration, and would cost the grammar all memory. */
    private static final int DEEPEST = 150;
    private static final Pattern FROM_STDIN = Pattern.compile("(?i)from\\s+stdin\\b");

    public Script {
        statements = List.copyOf(statements);
    }

    /** Never fails: what cannot be read is a statement with a flaw. */
    public static Script of(String text) {
        return of(text, Engine.POSTGRESQL);
    }

    public static Script of(String text, Engine engine) {
        List<Statement> found = new ArrayList<>();
        String rest = engine == Engine.SQLITE ? Sqlite.plain(text) : text;
        int offset = 0;
        while (true) {
            Part part = split(rest, offset, found, engine);
            if (part.resume < 0) {
                return new Script(text, found);
            }
            offset += part.resume;
            rest = rest.substring(part.resume);
        }
    }

    /** Where to go on behind data that stands between statements; -1 at the end. */
    private record Part(int resume) {}

    private static Part split(String text, int offset, List<Statement> found, Engine engine) {
        Scanner.Scanned scanned = Scanner.scan(text);
        List<Token> open = new ArrayList<>();
        int depth = 0;
        int body = 0;
        for (Token token : scanned.tokens()) {
            if (token.type() == Token.Type.META && open.isEmpty()) {
                found.add(flawed(text, List.of(token), offset, new Flaw(token.start() + offset,
                        "psql's own commands (\\…) are not SQL and nobody runs them here; write the statement itself")));
                continue;
            }
            depth = depth(depth, token);
            body = body(body, open, token);
            if (token.is(";") && depth <= 0 && body == 0) {
                if (!open.isEmpty()) {
                    Statement statement = read(text, open, offset, engine);
                    found.add(statement);
                    int data = dataEnd(text, statement, token.end());
                    if (data >= 0) {
                        return new Part(data);
                    }
                }
                open.clear();
                depth = 0;
            } else {
                open.add(token);
            }
        }
        Flaw flaw = scanned.flaw();
        if (flaw != null) {
            List<Token> rest = open.isEmpty()
                    ? List.of(new Token(Token.Type.META,
                            text.substring(flaw.offset()), flaw.offset(), text.length()))
                    : open;
            found.add(flawed(text, rest, offset, new Flaw(flaw.offset() + offset, flaw.message())));
        } else if (!open.isEmpty()) {
            found.add(read(text, open, offset, engine));
        }
        return new Part(-1);
    }

    private static int depth(int depth, Token token) {
        return switch (token.text()) {
            case "(" -> depth + 1;
            case ")" -> Math.max(0, depth - 1);
            default -> depth;
        };
    }

    /** How many ENDs a function's BEGIN ATOMIC, or SQLite's trigger, still wants. */
    private static int body(int body, List<Token> open, Token token) {
        if (body == 0) {
            boolean made = !open.isEmpty() && open.getFirst().is("CREATE");
            boolean atomic = token.is("ATOMIC") && made && open.getLast().is("BEGIN");
            boolean trigger = token.is("BEGIN") && made && open.stream().limit(3).anyMatch(t -> t.is("TRIGGER"));
            return atomic || trigger ? 1 : 0;
        }
        return token.is("CASE") || token.is("BEGIN") ? body + 1 : token.is("END") ? body - 1 : body;
    }

    /** Behind COPY … FROM STDIN; come rows of data, up to a line of their own. */
    private static int dataEnd(String text, Statement statement, int from) {
        if (!statement.starts("COPY") || !FROM_STDIN.matcher(statement.text()).find()) {
            return -1;
        }
        int end = text.indexOf("\n\\.", from);
        int lineEnd = end < 0 ? -1 : text.indexOf('\n', end + 1);
        return lineEnd < 0 ? text.length() : lineEnd + 1;
    }

    private static int nested(List<Token> tokens) {
        int depth = 0;
        int deepest = 0;
        for (Token token : tokens) {
            depth += token.is("(") ? 1 : token.is(")") ? -1 : 0;
            deepest = Math.max(deepest, depth);
        }
        return deepest;
    }

    private static Statement flawed(String text, List<Token> tokens, int offset, Flaw flaw) {
        int start = tokens.getFirst().start();
        int end = tokens.getLast().end();
        String sql = text.substring(start, end);
        Change change = Draft.of(Kind.OPAQUE).change(sql, start + offset);
        return new Statement(sql, start + offset, shifted(tokens, start), List.of(change), flaw);
    }

    private static List<Token> shifted(List<Token> tokens, int by) {
        return tokens.stream().map(t -> new Token(t.type(), t.text(), t.start() - by, t.end() - by)).toList();
    }

    private static Statement read(String text, List<Token> words, int offset, Engine engine) {
        int start = words.getFirst().start();
        String sql = text.substring(start, words.getLast().end());
        List<Token> tokens = shifted(words, start);
        int at = start + offset;
        if (sql.length() > LONGEST && tokens.getFirst().is("INSERT")) {
            return new Statement(sql, at, tokens, List.of(Draft.of(Kind.INSERT).change(sql, at)), null);
        }
        if (sql.length() > LONGEST) {
            return flawed(text, words, offset, new Flaw(at, "the statement is longer than " + LONGEST + " characters"));
        }
        Optional<Draft> rows = Rows.read(sql, tokens);
        if (rows.isPresent()) {
            return new Statement(sql, at, tokens, List.of(rows.get().change(sql, at)), null);
        }
        if (nested(tokens) > DEEPEST) {
            return flawed(text, words, offset,
                    new Flaw(at, "the parentheses are nested more than " + DEEPEST + " deep"));
        }
        Optional<Draft> told = engine == Engine.SQLITE ? Sqlite.read(sql, tokens) : Optional.empty();
        if (told.isPresent()) {
            return new Statement(sql, at, tokens, List.of(told.get().change(sql, at)), null);
        }
        Optional<List<Change>> block = tokens.getFirst().is("DO") ? Block.read(sql, tokens, at) : Optional.empty();
        if (block.isPresent()) {
            return new Statement(sql, at, tokens, block.get(), null);
        }
        Dialect spoken = Dialect.of(engine == Engine.SQLITE ? Sqlite.rows(sql, tokens) : sql, tokens);
        if (spoken.changes() != null) {
            return new Statement(sql, at, tokens, spoken.changes().stream().map(c -> c.change(sql, at)).toList(), null);
        }
        Grammar.Result result = Grammar.parse(spoken.sql());
        Node node = result.statement();
        Flaw flaw = result.flaw();
        if (node == null) {
            Flaw why = flaw == null ? new Flaw(0, "it cannot be read") : flaw;
            return flawed(text, words, offset, new Flaw(at + why.offset(), why.message()));
        }
        return new Statement(sql, at, tokens, new Reading(sql, spoken, at).of(node), null);
    }
}
