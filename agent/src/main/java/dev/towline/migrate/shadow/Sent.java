package dev.towline.migrate.shadow;

import dev.towline.migrate.sql.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A statement as pg_stat_statements keeps it: without values, and with how often it was sent.
 *
 * @param words of its text; kept, because each question is about them
 */
public record Sent(String text, long calls, List<Token> words) {
    /** Put into a statement of ours it says that no release has sent it. */
    public static final String OURS = "/* towline */";
    private static final Set<String> VERBS = Set.of("select", "insert", "update", "delete", "with", "merge");
    private static final Set<String> BEFORE_A_TABLE = Set.of("from", "into", "update");
    private static final Set<String> QUERY = Set.of("select", "with", "values", "table");
    private static final int LONGEST = 600;

    public Sent {
        words = List.copyOf(words);
    }

    public static Sent of(String text, long calls) {
        return new Sent(text, calls, Token.all(text));
    }

    /** Whether it is the site's: not a schema change, not a look into the catalog, not ours. */
    public boolean told() {
        return !words.isEmpty() && VERBS.contains(words.getFirst().name()) && !text.contains(OURS)
                && words.stream().limit(words.size() - 1L).noneMatch(w -> w.is(";"))
                && names().stream().noneMatch(name -> name.equals("towline") || name.startsWith("towline_")
                        || name.startsWith("pg_") || name.equals("information_schema"));
    }

    private List<String> names() {
        return words.stream().filter(Sent::name).map(Token::name).toList();
    }

    /** How many values it is sent with: the highest {@code $n}. */
    int parameters() {
        return words.stream().filter(w -> w.type() == Token.Type.PARAMETER).map(w -> w.text().substring(1))
                .filter(n -> n.matches("\\d{1,5}")).mapToInt(Integer::parseInt).max().orElse(0);
    }

    private static boolean name(Token word) {
        return word.type() == Token.Type.WORD || word.type() == Token.Type.QUOTED;
    }

    /** As people are told of it. */
    public String quoted() {
        String line = String.join(" ", text.strip().split("\\s+"));
        return (line.length() > LONGEST ? line.substring(0, LONGEST) + "…" : line) + " (sent " + calls + " times)";
    }

    /** The first table that it names; empty where none is to be seen. */
    public String table() {
        for (int i = 0; i + 1 < words.size(); i++) {
            if (words.get(i).type() == Token.Type.WORD && BEFORE_A_TABLE.contains(words.get(i).name())
                    && name(words.get(i + 1))) {
                return written(i + 1).replace("\"", "");
            }
        }
        return "";
    }

    /**
     * What a plain INSERT fills.
     *
     * @param table as it is written
     * @param columns by name; empty where they are told by their places
     * @param leading how many of the table's first columns, where they have no names
     */
    record Filled(String table, Set<String> columns, int leading) {}

    /** Nothing where it is no plain INSERT. */
    Optional<Filled> fills() {
        if (words.size() < 4 || !words.get(0).is("INSERT") || !words.get(1).is("INTO") || !name(words.get(2))) {
            return Optional.empty();
        }
        String table = written(2);
        int at = last(2) + 1;
        if (is(at, "AS")) {
            at += 2;
        }
        if (is(at, "DEFAULT")) {
            return Optional.of(new Filled(table, Set.of(), 0));
        }
        if (is(at, "VALUES")) {
            return Optional.of(new Filled(table, Set.of(), parts(at + 1).size()));
        }
        if (!is(at, "(") || at + 1 < words.size() && QUERY.contains(words.get(at + 1).name())) {
            return Optional.empty();
        }
        return Optional.of(new Filled(table,
                parts(at).stream().filter(Sent::name).map(Token::name).collect(Collectors.toUnmodifiableSet()),
                0));
    }

    private boolean is(int at, String keyword) {
        return at < words.size() && words.get(at).is(keyword);
    }

    /** The first word of each part between these parentheses. */
    private List<Token> parts(int open) {
        List<Token> parts = new ArrayList<>();
        int depth = 0;
        boolean begins = false;
        for (Token word : words.subList(Math.min(open, words.size()), words.size())) {
            if (begins && !word.is(")")) {
                parts.add(word);
            }
            depth += word.is("(") ? 1 : word.is(")") ? -1 : 0;
            if (depth == 0) {
                break;
            }
            begins = depth == 1 && (word.is("(") || word.is(","));
        }
        return parts;
    }

    /** The name that begins there, with its schema. */
    private String written(int first) {
        return text.substring(words.get(first).start(), words.get(last(first)).end());
    }

    private int last(int first) {
        int last = first;
        while (last + 2 < words.size() && words.get(last + 1).is(".") && name(words.get(last + 2))) {
            last += 2;
        }
        return last;
    }
}
