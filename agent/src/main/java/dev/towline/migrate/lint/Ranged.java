package dev.towline.migrate.lint;

import dev.towline.migrate.lint.Batches.Wrong;
import dev.towline.migrate.sql.Change;
import dev.towline.migrate.sql.Kind;
import dev.towline.migrate.sql.Name;
import dev.towline.migrate.sql.Script;
import dev.towline.migrate.sql.Statement;
import dev.towline.migrate.sql.Token;
import dev.towline.migrate.sql.Trait;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A statement about the rows of one table, into which a further condition can be put.
 *
 * @param table as it is written
 * @param condition where its own begins; the place of WHERE where it has none
 * @param end where its own ends
 * @param conditional whether it has one
 */
record Ranged(String text, String table, int condition, int end, boolean conditional, boolean inserts,
        boolean tellsTwice) {
    /** With these a part of the rows is something else than a part of the result. */
    private static final Set<String> WHOLE = Set.of("RETURNING", "GROUP", "HAVING", "UNION", "INTERSECT", "EXCEPT",
            "ORDER", "LIMIT", "OFFSET", "FETCH", "WINDOW", "FOR", "CURRENT");
    private static final Set<String> AGGREGATES = Set.of("COUNT", "SUM", "MIN", "MAX", "AVG", "STRING_AGG",
            "ARRAY_AGG", "JSON_AGG", "JSONB_AGG", "JSON_OBJECT_AGG", "JSONB_OBJECT_AGG", "BOOL_AND", "BOOL_OR",
            "EVERY");
    private static final Set<String> AFTER_A_TABLE = Set.of("WHERE", "JOIN", "INNER", "LEFT", "CROSS", "NATURAL", "ON",
            "USING", "SET", ",");

    /** @throws Wrong where it cannot be cut into ranges of that table's key */
    static Ranged of(Statement statement, Name table, String key) {
        if (statement.flaw() != null) {
            throw new Wrong("the statement cannot be read: " + statement.flaw().message());
        }
        List<Change> changes = statement.changes();
        boolean inserts = changes.size() == 1 && changes.getFirst().is(Kind.INSERT)
                && changes.getFirst().has(Trait.USING) && statement.starts("INSERT");
        boolean changed = changes.size() == 1 && (changes.getFirst().is(Kind.UPDATE) && statement.starts("UPDATE")
                || changes.getFirst().is(Kind.DELETE) && statement.starts("DELETE"));
        if (!inserts && !changed) {
            throw new Wrong("the statement is no UPDATE, DELETE or INSERT … SELECT that begins with that word");
        }
        Ranged ranged = new Reading(statement, table, key).read(inserts);
        Script again = Script.of(ranged.where("true"));
        if (again.statements().size() != 1 || again.statements().getFirst().flaw() != null) {
            throw new Wrong("a range cannot be put into the statement; write its condition in one WHERE at its end");
        }
        return ranged;
    }

    /** The statement with this condition besides its own. */
    String where(String more) {
        String own = text.substring(condition, end);
        // A line of its own, since the condition may end in a comment.
        return conditional
                ? text.substring(0, condition) + " (" + own + "\n) AND " + more + " " + text.substring(end)
                : text.substring(0, end) + "\nWHERE " + more + " " + text.substring(end);
    }

    private record Reading(Statement statement, Name wanted, String key, List<Token> outer) {
        Reading(Statement statement, Name wanted, String key) {
            this(statement, wanted, key, outer(statement));
        }

        /** Words that stand in no parentheses. */
        private static List<Token> outer(Statement statement) {
            List<Token> outer = new ArrayList<>();
            int depth = 0;
            for (Token token : statement.tokens()) {
                depth -= token.is(")") || token.is("]") ? 1 : 0;
                if (depth == 0) {
                    outer.add(token);
                }
                depth += token.is("(") || token.is("[") ? 1 : 0;
            }
            return outer;
        }

        Ranged read(boolean inserts) {
            for (int i = 0; i < outer.size(); i++) {
                if (whole(i)) {
                    throw new Wrong(
                            outer.get(i).text() + " is about all rows at once, and a range has only some of them");
                }
                if (!inserts && sets(i)) {
                    throw new Wrong("it changes " + key + " itself, so that a row may be met twice");
                }
            }
            if (statement.says("OVER")) {
                throw new Wrong("OVER looks at other rows, and a range has only some of them");
            }
            String table = table(inserts);
            int conflict = inserts ? conflict() : -1;
            int end = conflict < 0 ? statement.text().length() : outer.get(conflict).start();
            int where = index("WHERE", 0);
            boolean conditional = where >= 0 && outer.get(where).start() < end;
            return new Ranged(statement.text(), table, conditional ? outer.get(where).end() : end, end, conditional,
                    inserts, conflict >= 0);
        }

        /** Whether the key gets another value there. */
        private boolean sets(int at) {
            int where = index("WHERE", 0);
            return outer.get(at).name().equals(key) && at + 1 < outer.size() && outer.get(at + 1).is("=")
                    && (where < 0 || at < where);
        }

        private boolean whole(int at) {
            Token token = outer.get(at);
            boolean called = at + 1 < outer.size() && outer.get(at + 1).is("(");
            boolean compared = at > 0 && (outer.get(at - 1).is("IS") || outer.get(at - 1).is("NOT"));
            return WHOLE.stream().anyMatch(token::is) || token.is("DISTINCT") && !compared
                    || (token.is("RIGHT") || token.is("FULL")) && !called
                    || called && AGGREGATES.stream().anyMatch(token::is);
        }

        private int index(String keyword, int from) {
            for (int i = from; i < outer.size(); i++) {
                if (outer.get(i).is(keyword) && !(i > 0 && outer.get(i - 1).is("DISTINCT"))) {
                    return i;
                }
            }
            return -1;
        }

        private int conflict() {
            for (int i = 0; i + 1 < outer.size(); i++) {
                if (outer.get(i).is("ON") && outer.get(i + 1).is("CONFLICT")) {
                    return i;
                }
            }
            return -1;
        }

        /** As it is written behind UPDATE, or behind the first FROM; by its own name and no other. */
        private String table(boolean inserts) {
            int select = inserts ? index("SELECT", 0) : 0;
            int at = statement.starts("UPDATE") ? 1 : index("FROM", Math.max(0, select)) + 1;
            if (select < 0 || at < 1 || at >= outer.size()) {
                throw new Wrong("it reads from no table; write INSERT INTO … SELECT … FROM " + wanted);
            }
            at += outer.get(at).is("ONLY") ? 1 : 0;
            int last = at;
            while (last + 2 < outer.size() && outer.get(last + 1).is(".")) {
                last += 2;
            }
            String written = statement.text().substring(outer.get(at).start(), outer.get(last).end());
            if (!Name.of(written).same(wanted)) {
                throw new Wrong("the key is one of " + wanted + ", and the statement is about " + written);
            }
            if (last + 1 < outer.size() && AFTER_A_TABLE.stream().noneMatch(outer.get(last + 1)::is)) {
                throw new Wrong("call " + written + " by its own name, not " + outer.get(last + 1).text());
            }
            return written;
        }
    }
}
