package dev.towline.migrate.sql;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What stands behind a constraint: PostgreSQL takes it in any order, the grammar in one. */
final class Attributes {
    private Attributes() {}

    /** One of them; lower ranks come first. */
    private record Attribute(int rank, int from, int to) {
        String text(String sql) {
            return sql.substring(from, to);
        }
    }

    /** Puts each row of them into the grammar's order, at the same length. */
    static void order(StringBuilder sql, List<Token> tokens) {
        for (int i = 1; i < tokens.size(); i++) {
            List<Attribute> row = new ArrayList<>();
            Attribute found = read(tokens, i);
            while (found != null) {
                row.add(found);
                i += 2 - (tokens.get(i).is("DEFERRABLE") ? 1 : 0);
                found = i < tokens.size() ? read(tokens, i) : null;
            }
            List<Attribute> ordered = row.stream().sorted(Comparator.comparingInt(Attribute::rank)).toList();
            if (!ordered.equals(row)) {
                int from = row.getFirst().from;
                int to = row.getLast().to;
                String text = sql.toString();
                String rest = ordered.stream().skip(1).map(a -> a.text(text)).collect(Collectors.joining(" "));
                String first = ordered.getFirst().text(text);
                sql.replace(from, to, first + " ".repeat(to - from - first.length() - rest.length()) + rest);
            }
        }
    }

    private static @Nullable Attribute read(List<Token> tokens, int at) {
        Token first = tokens.get(at);
        Token second = at + 1 < tokens.size() ? tokens.get(at + 1) : first;
        int rank = first.is("NO") && second.is("INHERIT")
                ? 0
                : first.is("NOT") && second.is("VALID")
                        ? 1
                        : first.is("DEFERRABLE") || first.is("NOT") && second.is("DEFERRABLE")
                                ? 2
                                : first.is("INITIALLY") && (second.is("DEFERRED") || second.is("IMMEDIATE")) ? 3 : -1;
        return rank < 0
                ? null
                : new Attribute(rank, first.start(), first.is("DEFERRABLE") ? first.end() : second.end());
    }
}
