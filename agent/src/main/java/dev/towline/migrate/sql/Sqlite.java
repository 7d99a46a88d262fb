package dev.towline.migrate.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * SQLite's statements, which are few, read word by word. Questions and rows are the PostgreSQL grammar's, once what only SQLite says is
 * taken out.
 */
final class Sqlite {
    private static final Set<String> OBJECTS = Set.of("TABLE", "INDEX", "VIEW", "TRIGGER");
    private final String sql;
    private final List<Token> tokens;

    private Sqlite(String sql, List<Token> tokens) {
        this.sql = sql;
        this.tokens = tokens;
    }

    /** Names in `` and [] as names in "", at the same length; strings and comments stay. */
    static String plain(String text) {
        StringBuilder plain = new StringBuilder(text);
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i);
            int end = switch (c) {
                case '\'', '"' -> text.indexOf(c, i + 1);
                case '`' -> text.indexOf('`', i + 1);
                case '[' -> text.indexOf(']', i + 1);
                case '-' -> text.startsWith("--", i) ? text.indexOf('\n', i) : i;
                case '/' -> text.startsWith("/*", i) ? text.indexOf("*/", i) + 1 : i;
                default -> i;
            };
            if (end < i) {
                break;
            }
            if (c == '`' || c == '[') {
                plain.setCharAt(i, '"');
                plain.setCharAt(end, '"');
            }
            i = Math.max(end, i) + 1;
        }
        return plain.toString();
    }

    /** What the statement does, or nothing where it is about rows and the grammar may read {@link #rows}. */
    static Optional<Draft> read(String sql, List<Token> tokens) {
        return Optional.ofNullable(new Sqlite(sql, tokens).draft());
    }

    /** INSERT OR …, REPLACE INTO as PostgreSQL would say it, at the same length. */
    static String rows(String sql, List<Token> tokens) {
        StringBuilder text = new StringBuilder(sql);
        for (int i = 0; i + 1 < tokens.size(); i++) {
            Token token = tokens.get(i);
            Token next = tokens.get(i + 1);
            if (token.is("OR") && i > 0 && (tokens.get(i - 1).is("INSERT") || tokens.get(i - 1).is("UPDATE"))) {
                text.replace(token.start(), next.end(), " ".repeat(next.end() - token.start()));
            } else if (token.is("REPLACE") && next.is("INTO")) {
                text.replace(token.start(), token.end(), "INSERT ");
            }
        }
        return text.toString();
    }

    private boolean at(int i, String word) {
        return i < tokens.size() && tokens.get(i).is(word);
    }

    private @Nullable Draft draft() {
        return switch (word(0)) {
            case "PRAGMA" -> pragma();
            case "CREATE" -> create();
            case "ALTER" -> alter();
            case "DROP" -> drop();
            case "VACUUM" -> Draft.of(Kind.VACUUM);
            case "ANALYZE", "REINDEX", "EXPLAIN" -> Draft.of(Kind.OTHER);
            case "BEGIN" -> Draft.of(Kind.TRANSACTION).with(Trait.BEGIN);
            case "COMMIT", "END" -> Draft.of(Kind.TRANSACTION).with(Trait.COMMIT);
            case "ROLLBACK" -> Draft.of(Kind.TRANSACTION)
                    .with(tokens.stream().anyMatch(t -> t.is("TO")) ? Trait.SAVEPOINT : Trait.ROLLBACK);
            case "SAVEPOINT", "RELEASE" -> Draft.of(Kind.TRANSACTION).with(Trait.SAVEPOINT);
            case "ATTACH", "DETACH" -> Draft.of(Kind.UNKNOWN);
            default -> null;
        };
    }

    private String word(int i) {
        return i < tokens.size() ? tokens.get(i).text().toUpperCase(java.util.Locale.ROOT) : "";
    }

    /** writable_schema edits the catalogue by hand. */
    private Draft pragma() {
        return Draft.of(at(1, "writable_schema") ? Kind.UNKNOWN : Kind.SET)
                .name(at(1, "writable_schema") ? null : "pragma");
    }

    private @Nullable Draft create() {
        int i = 1;
        boolean unique = at(i, "UNIQUE");
        boolean temporary = at(i, "TEMP") || at(i, "TEMPORARY");
        boolean virtual = at(i, "VIRTUAL");
        i += unique || temporary || virtual ? 1 : 0;
        String object = word(i);
        if (!OBJECTS.contains(object)) {
            return null;
        }
        i++;
        boolean guarded = at(i, "IF");
        i += guarded ? 3 : 0;
        int name = i;
        i = behindName(i);
        Draft draft = switch (object) {
            case "TABLE" -> Draft.of(Kind.CREATE_TABLE).table(name(name)).when(temporary, Trait.TEMPORARY)
                    .columns(at(i, "(") && !virtual
                            ? TableDefinition.names(tokens.subList(i, tokens.size()))
                            : List.of())
                    .expression(sql);
            case "INDEX" -> index(name, i).when(unique, Trait.UNIQUE);
            case "VIEW" -> Draft.of(Kind.CREATE_VIEW).table(name(name)).expression(sql);
            default -> Draft.of(Kind.CREATE_TRIGGER).name(text(name)).table(on(i));
        };
        return draft.when(guarded, Trait.IF_NOT_EXISTS);
    }

    private Draft index(int name, int behind) {
        int open = behind;
        while (open < tokens.size() && !at(open, "(")) {
            open++;
        }
        return Draft.of(Kind.CREATE_INDEX).name(text(name)).table(on(behind))
                .columns(TableDefinition.names(tokens.subList(Math.min(open, tokens.size()), tokens.size())));
    }

    private @Nullable Draft alter() {
        int name = 2;
        int i = behindName(name);
        if (!at(1, "TABLE") || name >= tokens.size()) {
            return null;
        }
        Draft draft = null;
        if (at(i, "RENAME")) {
            int column = at(i + 1, "COLUMN") ? i + 2 : i + 1;
            draft = at(i + 1, "TO")
                    ? Draft.of(Kind.RENAME_TABLE).name(text(i + 2))
                    : Draft.of(Kind.RENAME_COLUMN).column(text(column)).name(text(column + 2));
        } else if (at(i, "DROP")) {
            draft = Draft.of(Kind.DROP_COLUMN).column(text(at(i + 1, "COLUMN") ? i + 2 : i + 1));
        } else if (at(i, "ADD")) {
            int column = at(i + 1, "COLUMN") ? i + 2 : i + 1;
            draft = TableDefinition.Column.of(tokens.subList(column, tokens.size()), sql).asAdded();
        }
        return draft == null ? null : draft.table(name(name));
    }

    private @Nullable Draft drop() {
        boolean guarded = at(2, "IF");
        int name = guarded ? 4 : 2;
        Kind kind = switch (word(1)) {
            case "TABLE" -> Kind.DROP_TABLE;
            case "INDEX" -> Kind.DROP_INDEX;
            case "VIEW" -> Kind.DROP_VIEW;
            case "TRIGGER" -> Kind.DROP_TRIGGER;
            default -> Kind.UNKNOWN;
        };
        return Draft.of(kind).table(name(name)).name(kind == Kind.DROP_INDEX ? text(name) : null)
                .when(guarded, Trait.IF_EXISTS);
    }

    private int behindName(int i) {
        return at(i + 1, ".") ? i + 3 : i + 1;
    }

    /** The main database is the only one, so its name says nothing. */
    private Name name(int i) {
        return new Name(null,
                tokens.size() <= i
                        ? ""
                        : tokens.get(at(i + 1, ".") ? i + 2 : i).name().toLowerCase(java.util.Locale.ROOT));
    }

    private String text(int i) {
        return i < tokens.size() ? tokens.get(at(i + 1, ".") && i + 2 < tokens.size() ? i + 2 : i).text() : "";
    }

    private @Nullable Name on(int from) {
        for (int i = from; i + 1 < tokens.size(); i++) {
            if (at(i, "ON")) {
                return name(i + 1);
            }
        }
        return null;
    }

    static List<List<Token>> parts(List<Token> inParentheses) {
        List<List<Token>> parts = new ArrayList<>();
        List<Token> part = new ArrayList<>();
        int depth = 0;
        for (Token token : inParentheses) {
            depth += token.is("(") ? 1 : token.is(")") ? -1 : 0;
            if (depth == 0) {
                break;
            }
            if (depth == 1 && token.is(",")) {
                parts.add(List.copyOf(part));
                part.clear();
            } else if (depth > 1 || !token.is("(")) {
                part.add(token);
            }
        }
        if (!part.isEmpty()) {
            parts.add(List.copyOf(part));
        }
        return parts;
    }
}
