package dev.towline.migrate.sql;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Statements that are no definitions: data, transactions, maintenance, settings. */
final class ScriptReading {
    /** The function that does what SET does; pg_dump begins with it. */
    private static final Pattern SET_CONFIG = Pattern
            .compile(
                    "(?is)(?:pg_catalog\\s*\\.\\s*)?set_config\\s*\\(\\s*(?:'([\\w.]+)'\\s*,\\s*(?:'([^']*)'\\s*,)?)?.*");
    private final Reading reading;

    ScriptReading(Reading reading) {
        this.reading = reading;
    }

    /** Never empty: each table that it empties or locks, and each part of it that writes. */
    List<Draft> all(Node node) {
        return switch (node.rule()) {
            case "truncate_stmt" -> each(Kind.TRUNCATE, node);
            case "lock_table" -> each(Kind.LOCK, node).stream().map(d -> d.when(readable(), Trait.LOOSENS)).toList();
            case "script_transaction" ->
                node.child("lock_table").map(this::all).orElseGet(() -> List.of(transaction(node)));
            case "script_additional" ->
                node.has("VACUUM")
                        ? each(Kind.VACUUM, node).stream()
                                .map(d -> d.when(node.find("FULL").isPresent(), Trait.FULL)).toList()
                        : List.of(of(node));
            case "data_statement", "select_stmt", "insert_stmt_for_psql", "update_stmt_for_psql",
                    "delete_stmt_for_psql", "merge_stmt_for_psql" ->
                data(node);
            default -> List.of(of(node));
        };
    }

    /** One for each table that is named, or one for all where none is. */
    private static List<Draft> each(Kind kind, List<Name> tables) {
        return tables.isEmpty()
                ? List.of(Draft.of(kind).table(null))
                : tables.stream().map(t -> Draft.of(kind).table(t)).toList();
    }

    private List<Draft> each(Kind kind, Node node) {
        return each(kind, node.outermost("schema_qualified_name").stream().map(reading::name).toList());
    }

    private Draft of(Node node) {
        return switch (node.rule()) {
            case "analyze_keyword", "ANALYZE" -> Draft.of(Kind.OTHER);
            case "script_additional" -> additional(node);
            case "additional_statement" -> maintenance(node);
            case "anonymous_block" -> Draft.of(Kind.DO);
            case "cluster_stmt" -> Draft.of(Kind.CLUSTER).table(table(node));
            case "reindex_stmt" -> Draft.of(Kind.REINDEX).table(table(node))
                    .when(node.find("CONCURRENTLY").isPresent(), Trait.CONCURRENTLY);
            case "copy_statement", "copy_from_statement", "copy_to_statement" -> copy(node);
            case "notify_stmt", "show_statement" -> Draft.of(Kind.OTHER);
            case "explain_statement" -> explain(node);
            case "execute_statement" -> Draft.of(Kind.OPAQUE);
            case "declare_statement" ->
                node.find("select_stmt").map(n -> data(n).getFirst()).orElse(Draft.of(Kind.UNKNOWN));
            default -> Draft.of(Kind.UNKNOWN);
        };
    }

    private Name table(Node node) {
        return node.find("schema_qualified_name").map(reading::name).orElse(new Name(null, ""));
    }

    /** Whether the mode of the lock lets others read and write. */
    private boolean readable() {
        return reading.text()
                .matches(
                        "(?is).*\\bin\\s+(access\\s+share|row\\s+share|row\\s+exclusive|share\\s+update\\s+exclusive)\\s+mode.*");
    }

    private Draft transaction(Node node) {
        Trait does = node.has("PREPARED") || node.has("PREPARE")
                ? Trait.SAVEPOINT
                : node.has("BEGIN") || node.has("START")
                        ? Trait.BEGIN
                        : node.has("SAVEPOINT") || node.has("RELEASE") || node.has("TO")
                                ? Trait.SAVEPOINT
                                : node.has("ROLLBACK") || node.has("ABORT") ? Trait.ROLLBACK : Trait.COMMIT;
        return Draft.of(Kind.TRANSACTION).with(does);
    }

    private Draft additional(Node node) {
        if (node.has("DISCARD") && node.has("ALL")) {
            return Draft.of(Kind.SET).name("all");
        }
        return Draft.of(node.has("CALL") ? Kind.CALL : Kind.OTHER);
    }

    private Draft maintenance(Node node) {
        if (node.has("REFRESH")) {
            return Draft.of(Kind.REFRESH).table(reading.firstName(node)).when(node.has("CONCURRENTLY"),
                    Trait.CONCURRENTLY);
        }
        if (node.has("PREPARE")) {
            return Draft.of(Kind.OTHER).expression(reading.text());
        }
        if (node.has("RESET")) {
            return Draft.of(Kind.SET).name(node.child("identifier").map(reading::text).orElse("all"));
        }
        return Draft.of(node.has("REASSIGN") ? Kind.CHANGE_OWNER : node.has("LOAD") ? Kind.UNKNOWN : Kind.OTHER);
    }

    private Draft explain(Node node) {
        return node.find("analyze_keyword").isPresent() ? data(node).getFirst() : Draft.of(Kind.OTHER);
    }

    private Draft copy(Node node) {
        Optional<Node> query = node.everything().filter(n -> n.rule().endsWith("_stmt_for_psql")).findFirst();
        if (query.isPresent()) {
            return data(node).getFirst();
        }
        boolean outside = node.find("PROGRAM").isPresent();
        boolean in = node.find("copy_from_statement").isPresent() || node.rule().equals("copy_from_statement");
        return Draft.of(outside || in ? Kind.COPY : Kind.OTHER).table(table(node)).when(outside, Trait.FULL);
    }

    /** A SELECT may delete (WITH d AS (DELETE …)): each part that writes counts. */
    private List<Draft> data(Node node) {
        List<Draft> parts = node.everything().flatMap(n -> part(n).stream()).toList();
        return parts.isEmpty() ? questions(node) : parts;
    }

    /** A query of set_config alone is SET; one whose name or value is computed may set anything, to anything. */
    private List<Draft> questions(Node node) {
        List<Node> calls = node.everything().filter(n -> n.rule().equals("function_call")).toList();
        boolean sets = calls.stream().anyMatch(this::sets);
        if (!sets || calls.stream().anyMatch(call -> !sets(call) && !name(call).isEmpty())) {
            return List.of(question(node));
        }
        return calls.stream().filter(this::sets).map(call -> setting(reading.text(call))).toList();
    }

    private boolean sets(Node call) {
        return name(call).replaceFirst("^pg_catalog\\s*\\.\\s*", "").equals("set_config");
    }

    private static Draft setting(String call) {
        Matcher setting = SET_CONFIG.matcher(call);
        String name = setting.matches() ? setting.group(1) : null;
        String value = name == null ? null : setting.group(2);
        return Draft.of(Kind.SET).name(name == null ? "all" : name.toLowerCase(Locale.ROOT))
                .expression(value == null ? null : "'" + value + "'");
    }

    private Optional<Draft> part(Node node) {
        return switch (node.rule()) {
            case "delete_stmt_for_psql" -> Optional.of(bounded(Draft.of(Kind.DELETE), node));
            case "update_stmt_for_psql" -> Optional.of(bounded(Draft.of(Kind.UPDATE), node));
            case "insert_stmt_for_psql" -> Optional.of(insert(node));
            case "merge_stmt_for_psql" -> Optional.of(Draft.of(Kind.MERGE).table(table(node)).when(node.everything()
                    .noneMatch(n -> n.rule().equals("UPDATE") || n.rule().equals("DELETE")), Trait.LOOSENS));
            default -> Optional.empty();
        };
    }

    private Draft question(Node node) {
        boolean into = node.find("into_table").isPresent() || node.everything().anyMatch(n -> n.rule().equals("INTO"));
        return Draft.of(into ? Kind.CREATE_TABLE : Kind.SELECT).columns(calls(node))
                .expression(reading.text());
    }

    private Draft insert(Node insert) {
        boolean copies = insert.everything().anyMatch(n -> n.rule().equals("FROM"));
        List<String> columns = insert.find("insert_columns").stream().flatMap(c -> c.outermost("identifier").stream())
                .map(reading::text).toList();
        return Draft.of(Kind.INSERT)
                .table(insert.children().stream().filter(n -> n.rule().equals("schema_qualified_name"))
                        .findFirst().map(reading::name).orElse(null))
                .when(copies, Trait.USING).when(updates(insert), Trait.MODIFIES).columns(columns)
                .expression(reading.text(insert));
    }

    /** ON CONFLICT DO UPDATE. */
    private static boolean updates(Node insert) {
        return insert.everything()
                .anyMatch(n -> n.has("DO") && n.everything().anyMatch(u -> u.rule().equals("UPDATE")));
    }

    private Draft bounded(Draft draft, Node node) {
        Optional<Node> condition = node.has("WHERE") ? node.all("vex").stream().reduce((a, b) -> b) : Optional.empty();
        return draft.table(node.child("schema_qualified_name").map(reading::name).orElse(null))
                .when(node.has("WHERE"), Trait.WHERE).expression(condition.map(reading::text).orElse(null));
    }

    /** Names of the functions that a query calls, lower case. */
    private List<String> calls(Node node) {
        return node.everything().filter(n -> n.rule().equals("function_call"))
                .map(n -> n.children().isEmpty() ? "" : name(n))
                .filter(n -> !n.isEmpty()).distinct().toList();
    }

    private String name(Node call) {
        String text = reading.text(call);
        int paren = text.indexOf('(');
        return (paren < 0 ? "" : text.substring(0, paren)).strip().toLowerCase(Locale.ROOT);
    }
}
