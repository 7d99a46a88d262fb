package dev.towline.migrate.apply;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towline.host.TemporaryPostgres;
import dev.towline.migrate.lint.RuleOverride;
import dev.towline.migrate.lint.SourceFile;
import dev.towline.migrate.shadow.ServerAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A database whose site brings SQL files, as a role of its own that is no superuser. */
final class Club {
    static final Budgets QUICK = new Budgets(Duration.ofMillis(100), Duration.ofSeconds(20), Duration.ofSeconds(30), 40,
            Duration.ofSeconds(30));
    private final TemporaryPostgres server;
    private final String database;
    final List<String> said = new CopyOnWriteArrayList<>();
    Budgets budgets = QUICK;
    List<RuleOverride> overrides = List.of();
    int baseline;
    Duration age = Duration.ZERO;

    Club(TemporaryPostgres server, String database) {
        this.server = server;
        this.database = database;
        server.ask("postgres", "CREATE DATABASE " + database + " OWNER club");
    }

    static SourceFile file(String name, String sql) {
        return new SourceFile("migrations/" + name, sql);
    }

    static List<SourceFile> and(List<SourceFile> before, SourceFile... more) {
        return Stream.concat(before.stream(), Stream.of(more)).toList();
    }

    String url() {
        return server.url("club").replaceFirst("/postgres$", "/" + database);
    }

    ServerAddress address() {
        return ServerAddress.of(url(), null);
    }

    String database() {
        return database;
    }

    SqlFileCommands commands(String release, List<SourceFile> files) {
        return commands(release, files, () -> address().connect("test"));
    }

    SqlFileCommands commands(String release, List<SourceFile> files, Session.Link link) {
        return new SqlFileCommands(new Task(release, database, address(), files, baseline, overrides, budgets,
                wait -> Thread.sleep(Math.min(wait.toMillis(), 50)), said::add), link, age);
    }

    String ask(String sql) {
        return server.ask(database, sql);
    }

    /** As it was after its first release: much faster than another database. */
    void anew(List<SourceFile> first) {
        server.ask(database, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
                + " AND pid <> pg_backend_pid(); DROP SCHEMA public, towline CASCADE; CREATE SCHEMA public AUTHORIZATION club");
        ok(commands("r1", first)
                .run(first.stream().map(f -> new Planned(f.name(), f.sha256(), false, "")).toList()));
    }

    /** What is judged, on a shadow of its own. */
    Map<String, @Nullable Object> plan(String release, List<SourceFile> files, List<SourceFile> running,
            boolean maintenance) {
        String shadow = "shadow_" + database;
        server.ask("postgres", "DROP DATABASE IF EXISTS " + shadow);
        server.ask("postgres", "CREATE DATABASE " + shadow + " TEMPLATE " + database + " OWNER club");
        server.ask(shadow,
                "DO $$ DECLARE t text; BEGIN FOR t IN SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public'"
                        + " LOOP EXECUTE 'TRUNCATE ' || t || ' CASCADE'; END LOOP; END $$");
        List<String> names = running.stream().map(SourceFile::name).toList();
        Predicate<SourceFile> inUse = f -> names.contains(f.name());
        return commands(release, files).plan(shadow, inUse, maintenance);
    }

    /** A whole release, as a deployment does it. */
    void release(String release, List<SourceFile> files, List<SourceFile> running) {
        Map<String, @Nullable Object> plan = plan(release, files, running, false);
        ok(plan);
        ok(commands(release, files).run(planned(plan)));
    }

    static void ok(Map<String, @Nullable Object> answer) {
        assertTrue(Boolean.TRUE.equals(answer.get("ok")), String.valueOf(answer));
    }

    List<Planned> planned(Map<String, @Nullable Object> plan) {
        return list(plan, "files").stream().map(Planned.class::cast).toList();
    }

    List<Object> list(Map<String, @Nullable Object> answer, String name) {
        return one(answer, name) instanceof List<?> list ? new ArrayList<>(list) : List.of();
    }

    @Nullable
    Object one(Map<String, @Nullable Object> answer, String name) {
        return answer.get("databases") instanceof Map<?, ?> databases
                && databases.get(database) instanceof Map<?, ?> lists ? lists.get(name) : null;
    }

    /** Tables with their columns, constraints and indexes, valid or not; and what the ledger says. */
    String picture() {
        return ask("SELECT string_agg(x, E'\\n' ORDER BY x) FROM ("
                + "SELECT format('%s.%s %s %s', c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull) x"
                + " FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace"
                + " WHERE n.nspname = 'public' AND a.attnum > 0 AND NOT a.attisdropped UNION ALL"
                + " SELECT format('index %s %s', indexrelid::regclass, indisvalid) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid"
                + " JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'public' UNION ALL"
                + " SELECT format('row %s %s %s', name, state, steps) FROM towline.sql_file) y");
    }

    static String text(Map<String, @Nullable Object> answer) {
        return answer.entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).collect(Collectors.joining("\n"));
    }
}
