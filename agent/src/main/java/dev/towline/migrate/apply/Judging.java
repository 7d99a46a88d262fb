package dev.towline.migrate.apply;

import dev.towline.migrate.lint.Applied;
import dev.towline.migrate.lint.Begun;
import dev.towline.migrate.lint.Deployable;
import dev.towline.migrate.lint.Located;
import dev.towline.migrate.lint.RuleOverride;
import dev.towline.migrate.lint.SourceFile;
import dev.towline.migrate.lint.SqlLint;
import dev.towline.migrate.lint.SqlLint.Turn;
import dev.towline.migrate.lint.Witness;
import dev.towline.migrate.rule.Scene;
import dev.towline.migrate.rule.Severity;
import dev.towline.migrate.sql.Change;
import dev.towline.migrate.sql.Kind;
import dev.towline.migrate.sql.Name;
import dev.towline.migrate.sql.Script;
import dev.towline.migrate.sql.Trait;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What is pending, judged by the rules with what the real server knows, and tried on a shadow in the order in which it will run. */
final class Judging {
    /** What cannot be run at all, whoever is shut out meanwhile. */
    private static final Set<String> ALWAYS = Set.of("shadow-failed", "transaction-in-file", "unread-statement",
            "copy-rows", "server-settings", "out-of-order", "backfill-declaration");
    /** What a person's word does not make run; but for the history of files, and a timeout that is off, which maintenance bears. */
    static final Set<String> WITHOUT_OVERRIDE = Stream
            .concat(ALWAYS.stream().filter(rule -> !rule.equals("out-of-order")), Stream.of("lock-timeout-off"))
            .collect(Collectors.toUnmodifiableSet());
    private static final String SIZES = """
            SELECT n.nspname, c.relname, pg_total_relation_size(c.oid), pg_table_is_visible(c.oid) FROM pg_class c
            JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind IN ('r', 'm') AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'""";
    private static final String DEFAULTS = """
            SELECT n.nspname, p.relname, pg_table_is_visible(p.oid) FROM pg_partitioned_table t
            JOIN pg_class p ON p.oid = t.partrelid JOIN pg_namespace n ON n.oid = p.relnamespace
            WHERE t.partdefid <> 0 AND pg_total_relation_size(t.partdefid) >= ?""";
    private static final String TRIGGERS = """
            SELECT n.nspname, c.relname, t.tgname, p.proname, p.prosrc FROM pg_trigger t
            JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
            JOIN pg_proc p ON p.oid = t.tgfoid JOIN pg_language l ON l.oid = p.prolang
            WHERE NOT t.tgisinternal AND l.lanname NOT IN ('c', 'internal')""";
    private static final String UNIQUES = """
            SELECT n.nspname, t.relname, c.relname, ARRAY(SELECT pg_get_indexdef(x.indexrelid, k, true)
              FROM generate_series(1, x.indnkeyatts) k ORDER BY k) FROM pg_index x JOIN pg_class c ON c.oid = x.indexrelid
            JOIN pg_class t ON t.oid = x.indrelid JOIN pg_namespace n ON n.oid = t.relnamespace
            WHERE (x.indisunique OR x.indisexclusion) AND x.indisvalid AND n.nspname !~ '^pg_'""";
    private final Supplier<Scene> scenes;
    private final List<RuleOverride> overrides;
    private final Predicate<SourceFile> inUse;
    private final Map<String, Row> rows;

    /** What was judged: what goes in which order, and what does not. */
    record Outcome(List<Planned> files, List<Refusal> refusals) {
        Outcome and(List<Refusal> more) {
            return new Outcome(files, Stream.concat(refusals.stream(), more.stream()).toList());
        }
    }

    Judging(Supplier<Scene> scenes, List<RuleOverride> overrides, Predicate<SourceFile> inUse,
            Map<String, Row> rows) {
        this.rows = rows;
        this.scenes = scenes;
        this.overrides = overrides;
        this.inUse = inUse;
    }

    /** @param inUse which files the running release has, so that its code knows what they made */
    static Judging on(Session session, List<RuleOverride> overrides, Predicate<SourceFile> inUse, Map<String, Row> rows)
            throws SQLException {
        int version = session.connection().getMetaData().getDatabaseMajorVersion();
        Map<String, Long> sizes = sizes(session);
        Set<String> defaults = defaults(session);
        List<List<String>> triggers = triggers(session);
        List<Scene.Unique> uniques = uniques(session);
        return new Judging(() -> {
            Scene scene = Scene.postgresql(version);
            scene.sizes(sizes);
            scene.defaultPartitions(defaults);
            scene.uniques(uniques);
            triggers.forEach(t -> scene.trigger(new Name(t.get(0), t.get(1)), t.get(2), t.get(3), t.get(4)));
            return scene;
        }, overrides, inUse, rows);
    }

    private static Set<String> defaults(Session session) throws SQLException {
        Set<String> names = new HashSet<>();
        try (PreparedStatement statement = session.connection().prepareStatement(DEFAULTS)) {
            statement.setLong(1, Scene.SMALL);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    names.add(rows.getString(1) + "." + rows.getString(2));
                    if (rows.getBoolean(3)) {
                        names.add(rows.getString(2));
                    }
                }
            }
        }
        return names;
    }

    private static List<List<String>> triggers(Session session) throws SQLException {
        List<List<String>> found = new ArrayList<>();
        try (Statement statement = session.connection().createStatement();
                ResultSet rows = statement.executeQuery(TRIGGERS)) {
            while (rows.next()) {
                found.add(List.of(rows.getString(1), rows.getString(2), rows.getString(3), rows.getString(4),
                        rows.getString(5)));
            }
        }
        return found;
    }

    private static List<Scene.Unique> uniques(Session session) throws SQLException {
        List<Scene.Unique> found = new ArrayList<>();
        try (Statement statement = session.connection().createStatement();
                ResultSet rows = statement.executeQuery(UNIQUES)) {
            while (rows.next()) {
                found.add(new Scene.Unique(new Name(rows.getString(1), rows.getString(2)), rows.getString(3),
                        List.of((String[]) rows.getArray(4).getArray())));
            }
        }
        return found;
    }

    private static Map<String, Long> sizes(Session session) throws SQLException {
        Map<String, Long> sizes = new HashMap<>();
        try (Statement statement = session.connection().createStatement();
                ResultSet rows = statement.executeQuery(SIZES)) {
            while (rows.next()) {
                sizes.put(rows.getString(1) + "." + rows.getString(2), rows.getLong(3));
                if (rows.getBoolean(4)) {
                    sizes.put(rows.getString(2), rows.getLong(3));
                }
            }
        }
        return sizes;
    }

    /** Before they run: expand files, and then, as they will, those that wait. */
    Outcome plan(Standing standing, Asked witness) {
        List<SourceFile> open = new ArrayList<>(standing.pending());
        open.addAll(standing.waiting());
        Map<String, Boolean> contract = new HashMap<>();
        lint(Witness.NONE, standing, Standing.sorted(open), true)
                .forEach(d -> contract.put(d.report().file().name(), d.contract()));
        standing.waiting().forEach(file -> contract.put(file.name(), true));
        List<SourceFile> order = new ArrayList<>(open.stream().filter(f -> !wait(f, contract)).toList());
        order = new ArrayList<>(Standing.sorted(order));
        witness.expect(order);
        order.addAll(Standing.sorted(open.stream().filter(f -> wait(f, contract)).toList()));
        List<Deployable> judged = lint(witness, standing, order, true);
        Set<String> waiting = Set.copyOf(standing.waiting().stream().map(SourceFile::name).toList());
        // What has waited and cannot run any more goes on waiting; that is no fault of this release.
        return outcome(judged.stream().filter(d -> !waiting.contains(d.report().file().name())).toList(), standing,
                Judging::blocks, contract).and(witness.refusals(overrides));
    }

    private static boolean blocks(Located finding) {
        return finding.severity() == Severity.BLOCK;
    }

    /** As they are, in the order of their numbers, while nobody else is there. */
    Outcome maintenance(Standing standing, Witness witness) {
        List<SourceFile> open = new ArrayList<>(standing.pending());
        open.addAll(standing.waiting());
        return outcome(lint(witness, standing, Standing.sorted(open), true), standing,
                finding -> finding.severity() == Severity.BLOCK && ALWAYS.contains(finding.rule().id()), Map.of());
    }

    /** Once more, before it is contracted: tables grow. */
    List<Refusal> again(Standing standing, SourceFile file) {
        return lint(Witness.NONE, standing, List.of(file), true).stream()
                .flatMap(d -> refusals(d, Judging::blocks).stream()).toList();
    }

    private static boolean wait(SourceFile file, Map<String, Boolean> contract) {
        return contract.getOrDefault(file.name(), false);
    }

    private List<Deployable> lint(Witness witness, Standing standing, List<SourceFile> order, boolean nobodys) {
        List<Turn> turns = new ArrayList<>();
        standing.applied().stream().filter(inUse).forEach(f -> turns.add(new Turn(f, true, false)));
        standing.applied().stream().filter(inUse.negate()).forEach(f -> turns.add(new Turn(f, false, false)));
        order.forEach(f -> turns.add(new Turn(f, inUse.test(f), true, begun(f))));
        return new SqlLint(scenes, overrides, witness, Applied.nobodyKnows()).deploy(turns, nobodys);
    }

    private Begun begun(SourceFile file) {
        Row row = rows.get(file.name());
        return row != null && row.state() == Row.State.RUNNING
                ? Begun.of(Script.of(file.text()), row.steps(), row.begun())
                : Begun.NOTHING;
    }

    private Outcome outcome(List<Deployable> judged, Standing standing, Predicate<Located> refused,
            Map<String, Boolean> contract) {
        // What a later look at this history would call taken away, also from code that has never run here.
        Map<String, String> takes = new HashMap<>();
        lint(Witness.NONE, standing, judged.stream().map(d -> d.report().file()).toList(), false)
                .forEach(d -> takes.put(d.report().file().name(), String.join(";\n", d.takes())));
        List<Planned> files = new ArrayList<>();
        List<Refusal> refusals = new ArrayList<>();
        for (Deployable one : judged) {
            SourceFile file = one.report().file();
            refusals.addAll(refusals(one, refused));
            refusals.addAll(unnamed(file));
            files.add(new Planned(file.name(), file.sha256(), wait(file, contract),
                    takes.getOrDefault(file.name(), "")));
        }
        return new Outcome(List.copyOf(files), List.copyOf(refusals));
    }

    private static List<Refusal> refusals(Deployable one, Predicate<Located> refused) {
        return one.report().findings().stream().filter(refused)
                .map(f -> new Refusal(one.report().file().path(), f.place().line(), f.rule().id(), f.statement(),
                        f.why(), f.remedy(), ALWAYS.contains(f.rule().id()),
                        WITHOUT_OVERRIDE.contains(f.rule().id()) ? "" : one.report().file().sha256()))
                .toList();
    }

    /** What a cut build leaves can only be found by its name. */
    private static List<Refusal> unnamed(SourceFile file) {
        List<Refusal> found = new ArrayList<>();
        for (var statement : Script.of(file.text()).statements()) {
            for (Change change : statement.changes()) {
                if (change.is(Kind.CREATE_INDEX) && change.has(Trait.CONCURRENTLY) && change.name() == null) {
                    found.add(Refusal.ofFile(file.path(), 0, "not-repeatable", change.sql(),
                            "what a cut build leaves can only be found by its name", "give the index a name"));
                }
            }
        }
        return found;
    }
}
