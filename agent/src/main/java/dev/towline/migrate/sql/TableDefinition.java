package dev.towline.migrate.sql;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a CREATE TABLE of SQLite says, for comparing two of them.
 *
 * @param columns by name, in order
 * @param constraints of the whole table, each as words in lower case
 */
public record TableDefinition(Map<String, Column> columns, Set<String> constraints) {
    private static final Set<String> OF_TABLE = Set.of("constraint", "primary", "unique", "check", "foreign");
    private static final Set<String> OF_COLUMN = Set.of("constraint", "primary", "unique", "check", "references", "not",
            "null", "default", "collate", "generated", "as");

    public TableDefinition {
        columns = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(columns));
        constraints = Set.copyOf(constraints);
    }

    /**
     * A column.
     *
     * @param rest its constraints beside NOT NULL and DEFAULT, as words in lower case
     */
    public record Column(String name, String type, boolean notNull, boolean hasDefault, String rest) {

        static Column of(List<Token> words, String sql) {
            int i = 1;
            StringBuilder type = new StringBuilder();
            while (i < words.size() && !OF_COLUMN.contains(words.get(i).lower())) {
                type.append(words.get(i).lower()).append(' ');
                i++;
            }
            boolean notNull = false;
            boolean hasDefault = false;
            StringBuilder rest = new StringBuilder();
            while (i < words.size()) {
                Token word = words.get(i);
                boolean not = word.is("NOT") && i + 1 < words.size() && words.get(i + 1).is("NULL");
                notNull |= not;
                hasDefault |= word.is("DEFAULT") || word.is("GENERATED");
                if (not) {
                    i += 2;
                } else if (word.is("DEFAULT")) {
                    i = behindValue(words, i + 1);
                } else {
                    rest.append(word.is("(") || word.type() == Token.Type.STRING ? word.text() : word.lower())
                            .append(' ');
                    i++;
                }
            }
            return new Column(words.isEmpty() ? "" : words.getFirst().name().toLowerCase(Locale.ROOT),
                    type.toString().strip(), notNull, hasDefault, rest.toString().strip());
        }

        private static int behindValue(List<Token> words, int from) {
            int depth = 0;
            int i = from;
            do {
                depth += i < words.size() && words.get(i).is("(")
                        ? 1
                        : i < words.size() && words.get(i).is(")") ? -1 : 0;
                boolean sign = i < words.size() && (words.get(i).is("-") || words.get(i).is("+"));
                i += sign ? 2 : 1;
            } while (i < words.size() && depth > 0);
            return i;
        }

        public boolean isKey() {
            return rest.contains("primary key");
        }

        Draft asAdded() {
            return Draft.of(Kind.ADD_COLUMN).column(Names.quoted(name)).type(type).when(notNull, Trait.NOT_NULL)
                    .when(hasDefault, Trait.HAS_DEFAULT).expression(hasDefault ? "said" : null);
        }
    }

    /** Of a statement that makes a table; empty for what has no list of columns. */
    public static TableDefinition of(Change create) {
        String sql = String.valueOf(create.expression());
        List<Token> tokens = Scanner.scan(sql).tokens();
        int open = 0;
        while (open < tokens.size() && !tokens.get(open).is("(") && !tokens.get(open).is("AS")) {
            open++;
        }
        Map<String, Column> columns = new LinkedHashMap<>();
        Set<String> constraints = new TreeSet<>();
        boolean listed = open < tokens.size() && tokens.get(open).is("(");
        for (List<Token> part : listed ? Sqlite.parts(tokens.subList(open, tokens.size())) : List.<List<Token>>of()) {
            if (ofTable(part)) {
                constraints.add(constraint(part));
            } else {
                Column column = Column.of(part, sql);
                columns.put(column.name(), column);
            }
        }
        return new TableDefinition(columns, constraints);
    }

    /** The name of a constraint does not matter. */
    private static String constraint(List<Token> part) {
        List<Token> body = part.getFirst().is("CONSTRAINT") && part.size() > 2 ? part.subList(2, part.size()) : part;
        return String.join(" ", body.stream()
                .map(t -> t.type() == Token.Type.STRING ? t.text() : t.name().toLowerCase(Locale.ROOT)).toList());
    }

    private static boolean ofTable(List<Token> part) {
        return !part.isEmpty() && part.getFirst().type() == Token.Type.WORD
                && OF_TABLE.contains(part.getFirst().lower());
    }

    static List<String> names(List<Token> inParentheses) {
        List<String> names = new ArrayList<>();
        for (List<Token> part : Sqlite.parts(inParentheses)) {
            if (!part.isEmpty() && !ofTable(part)) {
                names.add(part.getFirst().text());
            }
        }
        return names;
    }
}
