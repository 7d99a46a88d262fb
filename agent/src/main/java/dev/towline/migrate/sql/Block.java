package dev.towline.migrate.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The statements in a DO block, where it is so plain that they can be told: SQL, IF, assignments, PERFORM, RAISE and handlers. Loops, EXECUTE
 * and whatever else depends on what happens leave it opaque.
 */
final class Block {
    private static final Set<String> SQL = Set.of("alter", "create", "drop", "insert", "update", "delete", "comment",
            "grant", "revoke", "truncate", "select", "with", "merge", "set", "analyze", "lock", "refresh");
    /** Deeper ones are nobody's migration. */
    private static final int DEEPEST = 20;

    private final String body;
    private final int base;
    private final List<Token> tokens;
    private final List<Change> changes = new ArrayList<>();
    private int at;
    private int depth;
    /** How many IFs and handlers are around. */
    private int guards;

    private Block(String body, int base, List<Token> tokens) {
        this.body = body;
        this.base = base;
        this.tokens = tokens;
    }

    /** The DO itself, and what is in it; nothing where that cannot be told. */
    static Optional<List<Change>> read(String sql, List<Token> words, int offset) {
        @Nullable
        Token code = null;
        for (int i = 1; i < words.size(); i++) {
            Token word = words.get(i);
            boolean name = words.get(i - 1).is("LANGUAGE");
            if (name && !word.lower().replace("'", "").equals("plpgsql")
                    || word.type() == Token.Type.DOLLAR && code != null) {
                return Optional.empty();
            }
            if (word.type() == Token.Type.DOLLAR) {
                code = word;
            } else if (!name && !word.is("LANGUAGE")) {
                return Optional.empty();
            }
        }
        if (!words.getFirst().is("DO") || code == null) {
            return Optional.empty();
        }
        int tag = code.text().indexOf('$', 1) + 1;
        String body = code.text().substring(tag, code.text().length() - tag);
        Scanner.Scanned scanned = Scanner.scan(body);
        Block block = new Block(body, offset + code.start() + tag, scanned.tokens());
        if (scanned.flaw() != null || !block.whole()) {
            return Optional.empty();
        }
        List<Change> all = new ArrayList<>();
        all.add(Draft.of(Kind.DO).with(Trait.LOOSENS).change(sql, offset));
        all.addAll(block.changes);
        return Optional.of(all);
    }

    private boolean whole() {
        if (!block()) {
            return false;
        }
        next(";");
        return at == tokens.size();
    }

    private boolean peek(String word) {
        return at < tokens.size() && tokens.get(at).is(word);
    }

    private boolean next(String word) {
        boolean there = peek(word);
        at += there ? 1 : 0;
        return there;
    }

    /** [&lt;&lt;label&gt;&gt;] [DECLARE …] BEGIN … [EXCEPTION WHEN … THEN …] END [label]. */
    private boolean block() {
        if (++depth > DEEPEST || !label()) {
            return false;
        }
        if (next("DECLARE")) {
            while (!peek("BEGIN")) {
                int end = end(at);
                if (end < 0 || !plain(at, end)) {
                    return false;
                }
                at = end + 1;
            }
        }
        int before = changes.size();
        if (!next("BEGIN") || !items()) {
            return false;
        }
        if (next("EXCEPTION")) {
            guard(before);
            guards++;
            while (next("WHEN")) {
                if (!skipTo("THEN") || !items()) {
                    return false;
                }
            }
            guards--;
        }
        boolean ended = next("END");
        if (ended && at < tokens.size() && tokens.get(at).type() == Token.Type.WORD && !peek("IF")) {
            at++;
        }
        depth--;
        return ended;
    }

    private boolean label() {
        int start = at;
        while (peek("<")) {
            at++;
        }
        if (at == start && !(at < tokens.size() && tokens.get(at).text().equals("<<"))) {
            return true;
        }
        while (at < tokens.size() && !tokens.get(at).text().endsWith(">")) {
            at++;
        }
        while (at < tokens.size() && tokens.get(at).text().startsWith(">")) {
            at++;
        }
        return at < tokens.size();
    }

    /** What ran may have been undone, or skipped. */
    private void guard(int from) {
        for (int i = from; i < changes.size(); i++) {
            changes.set(i, changes.get(i).with(Trait.IF_NOT_EXISTS, true));
        }
    }

    /** A declaration that asks nothing. */
    private boolean plain(int from, int to) {
        return tokens.subList(from, to).stream().noneMatch(t -> t.is("SELECT") || t.is("(") || t.is("CURSOR"));
    }

    private boolean items() {
        while (!peek("END") && !peek("EXCEPTION") && !peek("ELSE") && !peek("ELSIF") && !peek("ELSEIF")
                && !peek("WHEN")) {
            if (at >= tokens.size() || !item()) {
                return false;
            }
        }
        return true;
    }

    private boolean item() {
        if (next("IF")) {
            return condition();
        }
        if (peek("BEGIN") || peek("DECLARE") || tokens.get(at).text().startsWith("<")) {
            return block() && next(";");
        }
        int end = end(at);
        if (end < 0) {
            return false;
        }
        int start = at;
        at = end + 1;
        Token first = tokens.get(start);
        if (first.is("NULL")) {
            return end == start + 1;
        }
        if (first.is("RAISE")) {
            return tokens.subList(start, end).stream().noneMatch(t -> t.is("("));
        }
        if (first.is("PERFORM")) {
            return statement("SELECT" + text(start + 1, end, true), tokens.get(start).start());
        }
        if (end - start > 2 && (tokens.get(start + 1).text().equals(":=") || tokens.get(start + 1).is(":")
                && tokens.get(start + 2).is("="))) {
            int value = tokens.get(start + 1).text().equals(":=") ? start + 2 : start + 3;
            return statement("SELECT" + text(value, end, true), tokens.get(value).start());
        }
        return first.type() == Token.Type.WORD && SQL.contains(first.text().toLowerCase(Locale.ROOT))
                && statement(first.is("SELECT") ? intoVariables(start, end) : text(start, end, false), first.start());
    }

    private boolean condition() {
        int start = at;
        if (!skipTo("THEN")
                || !statement("SELECT" + text(start, at - 1, true), tokens.get(start).start())) {
            return false;
        }
        int before = changes.size();
        if (!items()) {
            return false;
        }
        guard(before);
        if (next("ELSIF") || next("ELSEIF")) {
            return condition();
        }
        if (next("ELSE")) {
            int other = changes.size();
            if (!items()) {
                return false;
            }
            guard(other);
        }
        return next("END") && next("IF") && next(";");
    }

    /** Behind the next such word of this level; CASE … WHEN … THEN … END stands in between for itself. */
    private boolean skipTo(String word) {
        int cases = 0;
        while (at < tokens.size()) {
            Token token = tokens.get(at++);
            if (token.is(";")) {
                return false;
            }
            cases += token.is("CASE") ? 1 : token.is("END") ? -1 : 0;
            if (cases == 0 && token.is(word)) {
                return true;
            }
        }
        return false;
    }

    private int end(int from) {
        int open = 0;
        for (int i = from; i < tokens.size(); i++) {
            open += tokens.get(i).is("(") ? 1 : tokens.get(i).is(")") ? -1 : 0;
            if (open == 0 && tokens.get(i).is(";")) {
                return i;
            }
        }
        return -1;
    }

    private String text(int from, int to, boolean apart) {
        return from >= to
                ? ""
                : (apart ? " " : "") + body.substring(tokens.get(from).start(), tokens.get(to - 1).end());
    }

    /** SELECT … INTO puts rows into variables here, and makes no table. */
    private String intoVariables(int from, int to) {
        StringBuilder text = new StringBuilder(text(from, to, false));
        int start = tokens.get(from).start();
        int open = 0;
        for (int i = from; i < to; i++) {
            open += tokens.get(i).is("(") ? 1 : tokens.get(i).is(")") ? -1 : 0;
            if (open == 0 && tokens.get(i).is("INTO")) {
                int last = i + 1;
                last += last < to && tokens.get(last).is("STRICT") ? 1 : 0;
                while (last + 2 < to && (tokens.get(last + 1).is(",") || tokens.get(last + 1).is("."))) {
                    last += 2;
                }
                for (int c = tokens.get(i).start(); last < to && c < tokens.get(last).end(); c++) {
                    text.setCharAt(c - start, ' ');
                }
                break;
            }
        }
        return text.toString();
    }

    private boolean statement(String sql, int where) {
        List<Statement> read = Script.of(sql).statements();
        if (read.size() != 1 || read.getFirst().flaw() != null) {
            return false;
        }
        for (Change change : read.getFirst().changes()) {
            if (change.has(Trait.CONCURRENTLY) || change.is(Kind.TRANSACTION, Kind.VACUUM, Kind.DO)) {
                return false;
            }
            if (change.is(Kind.SET) && (change.name() == null || change.name().equals("all")
                    || change.name().endsWith("_timeout"))) {
                // Between two statements of a block nobody else can set a limit.
                return false;
            }
            boolean guarded = guards > 0 || change.has(Trait.IF_NOT_EXISTS);
            changes.add(change.with(Trait.IF_NOT_EXISTS, guarded).at(base + where));
        }
        return true;
    }
}
