package dev.towline.migrate.rule;

import dev.towline.migrate.sql.Change;
import dev.towline.migrate.sql.Script;
import dev.towline.migrate.sql.Statement;
import dev.towline.migrate.sql.Token;
import dev.towline.migrate.sql.Trait;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** How many rows an UPDATE or DELETE is about, as far as its condition tells. */
final class Bounds {
    private static final Set<String> NO_COLUMN = Set.of("select", "true", "false", "null", "not", "is", "and", "or",
            "in", "between", "exists");

    private Bounds() {}

    /** No condition, or one that holds for every row: it names no column, compares one with itself, or takes every key. */
    static boolean everyRow(Change change) {
        return !change.has(Trait.WHERE) || holds(words(change)) || everyKeyOf(change);
    }

    /** The same, or only whether columns are null, which is what a backfill begins with. */
    static boolean mostRows(Change change) {
        return everyRow(change)
                || split(words(change), "AND").stream().allMatch(part -> holds(part) || asksForNull(part));
    }

    /** Whether the condition takes a range of the key, or a few rows. */
    static boolean byKey(Change change) {
        return split(bare(words(change)), "AND").stream().anyMatch(Bounds::limits);
    }

    /** A comparison of the key with a value; one with another table's column, or with all that a query finds, is no bound. */
    private static boolean limits(List<Token> part) {
        String text = text(part).toLowerCase(Locale.ROOT);
        if (text.contains("ctid") || text.contains("limit")) {
            return true;
        }
        boolean key = text.matches("(?s).*\\b\\w*(id|pk|key|uuid) (=|<|>|<=|>=|between|in)( .*|$)");
        boolean others = text.matches("(?s).* in \\( (select|with)\\b.*")
                || text.matches("(?s)\\(?\\s*(\\w+ \\. )?\\w+ (=|<|>|<=|>=) \\w+ \\. \\w+\\s*\\)?");
        return key && !others;
    }

    /** id IN (SELECT id FROM the table itself). */
    private static boolean everyKeyOf(Change change) {
        String table = change.table() == null ? "" : change.table().name();
        return text(bare(words(change)))
                .matches("(\\w+ \\. )?(\\w+) in \\( select (\\w+ \\. )?\\2 from (\\w+ \\. )?" + Pattern.quote(table)
                        + "( (as )?\\w+)? \\)");
    }

    private static List<Token> words(Change change) {
        List<Statement> read = Script.of("SELECT " + change.expression()).statements();
        List<Token> tokens = read.stream().flatMap(s -> s.tokens().stream()).toList();
        return tokens.isEmpty() ? tokens : tokens.subList(1, tokens.size());
    }

    private static boolean holds(List<Token> condition) {
        List<Token> bare = bare(condition);
        List<List<Token>> or = split(bare, "OR");
        if (or.size() > 1) {
            return or.stream().anyMatch(Bounds::holds) || complementary(or);
        }
        List<List<Token>> and = split(bare, "AND");
        if (and.size() > 1 && bare.stream().noneMatch(t -> t.is("BETWEEN"))) {
            return and.stream().allMatch(Bounds::holds);
        }
        return bare.stream().noneMatch(Bounds::column) || itself(bare) || everyKey(bare);
    }

    /** a IS NULL OR a IS NOT NULL. */
    private static boolean complementary(List<List<Token>> or) {
        Set<String> texts = or.stream().map(part -> text(bare(part))).collect(Collectors.toSet());
        return texts.stream().anyMatch(t -> t.endsWith(" is null")
                && texts.contains(t.substring(0, t.length() - 4) + "not null"));
    }

    private static boolean column(Token token) {
        return token.type() == Token.Type.QUOTED
                || token.type() == Token.Type.WORD && !NO_COLUMN.contains(token.name());
    }

    private static boolean itself(List<Token> words) {
        int sign = -1;
        for (int i = 0; i < words.size(); i++) {
            if (words.get(i).is("=")) {
                sign = i;
            }
        }
        return sign > 0 && text(words.subList(0, sign)).equals(text(words.subList(sign + 1, words.size())));
    }

    /** id > 0, id >= 1, id IS NOT NULL. */
    private static boolean everyKey(List<Token> words) {
        return text(words).matches("(\\w+\\.)?(\\w*_)?(id|pk) (> (0|- 1)|>= [01]|<> 0|is not null)");
    }

    private static boolean asksForNull(List<Token> condition) {
        List<List<Token>> or = split(bare(condition), "OR");
        if (or.size() > 1) {
            return or.stream().allMatch(Bounds::asksForNull);
        }
        return text(bare(condition)).matches("(\\w+ \\. )?\\S+ is (not )?null");
    }

    private static String text(List<Token> words) {
        return String.join(" ", words.stream()
                .map(t -> t.type() == Token.Type.WORD || t.type() == Token.Type.QUOTED ? t.name() : t.text()).toList());
    }

    /** Without the parentheses around the whole. */
    private static List<Token> bare(List<Token> words) {
        List<Token> inner = words;
        while (inner.size() > 1 && inner.getFirst().is("(") && closes(inner) == inner.size() - 1) {
            inner = inner.subList(1, inner.size() - 1);
        }
        return inner;
    }

    private static int closes(List<Token> words) {
        int depth = 0;
        for (int i = 0; i < words.size(); i++) {
            depth += words.get(i).is("(") ? 1 : words.get(i).is(")") ? -1 : 0;
            if (depth == 0) {
                return i;
            }
        }
        return -1;
    }

    private static List<List<Token>> split(List<Token> words, String at) {
        List<List<Token>> parts = new ArrayList<>();
        int depth = 0;
        int start = 0;
        for (int i = 0; i < words.size(); i++) {
            depth += words.get(i).is("(") ? 1 : words.get(i).is(")") ? -1 : 0;
            if (depth == 0 && words.get(i).is(at)) {
                parts.add(words.subList(start, i));
                start = i + 1;
            }
        }
        parts.add(words.subList(start, words.size()));
        return parts;
    }
}
