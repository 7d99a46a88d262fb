package dev.towline.migrate.shadow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towline.host.PostgresServer;
import dev.towline.lab.Debian;
import dev.towline.lab.DebianPostgres;
import dev.towline.migrate.lint.Applied;
import dev.towline.migrate.lint.SourceFile;
import dev.towline.migrate.lint.SqlLint;
import dev.towline.migrate.lint.Witness;
import dev.towline.migrate.rule.Scene;
import dev.towline.migrate.sql.Script;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Against the PostgreSQL of each Debian: what the shadow sees, and that the rules are never less careful than it. */
@ParameterizedClass
@EnumSource
class ShadowIT {
    private static final Path RESOURCES = Path.of("src/test/resources/migrate");
    private static final Pattern COLLECTED = Pattern
            .compile("(?m)^--- \\S+ \\S+?(?: ((?:pg|on) \\w+))?(?: was .*?)?: .*\\n((?:(?!--- ).*\\n?)*)");
    private static @Nullable PostgresServer cluster;
    private final int version;

    ShadowIT(Debian debian) {
        version = debian.postgres();
    }

    @BeforeParameterizedClassInvocation
    static void start(Debian debian) throws IOException, InterruptedException, SQLException {
        cluster = DebianPostgres.start(debian, "club", "autovacuum=off");
        ask("CREATE ROLE ci LOGIN CREATEDB");
        ask("CREATE ROLE nobody LOGIN");
        ask("CREATE ROLE web");
    }

    @AfterParameterizedClassInvocation
    static void stop() throws IOException {
        PostgresServer started = cluster;
        cluster = null;
        if (started != null) {
            started.close();
        }
    }

    @AfterEach
    void nothing_is_left_behind() throws SQLException {
        assertEquals("0", ask("SELECT count(*) FROM pg_database WHERE datname LIKE 'towline%'"));
    }

    private static String url(String user) {
        return java.util.Objects.requireNonNull(cluster).url(user);
    }

    private static String ask(String sql) throws SQLException {
        ServerAddress address = ServerAddress.of(url("club"), null);
        try (Connection connection = DriverManager.getConnection(address.jdbc(), address.login());
                Statement statement = connection.createStatement()) {
            return statement.execute(sql) ? first(statement.getResultSet()) : "";
        }
    }

    private static String first(ResultSet rows) throws SQLException {
        return rows.next() ? rows.getString(1) : "";
    }

    private static Shadows shadows(String schema) {
        return new Shadows(ShadowServer.at(ServerAddress.of(url("ci"), null)), schema);
    }

    private List<String> rules(String schema, String... files) {
        List<SourceFile> sources = new ArrayList<>();
        for (String text : files) {
            sources.add(new SourceFile(String.format("%04d_some.sql", sources.size() + 1), text));
        }
        try (Shadows shadows = shadows(schema)) {
            return new SqlLint(() -> Scene.postgresql(version), List.of(), shadows, Applied.nobodyKnows()).lint(sources)
                    .stream()
                    .flatMap(report -> report.findings().stream())
                    .map(f -> f.rule().id() + " " + f.severity().word() + ": " + f.why()).toList();
        }
    }

    @Test
    void the_server_is_asked_for_its_version() {
        try (Shadows shadows = shadows("")) {
            assertEquals(version, shadows.version());
        }
    }

    @Test
    void a_rewrite_that_no_rule_can_know_is_seen() {
        List<String> found = rules("CREATE DOMAIN level AS int CHECK (VALUE > 0); CREATE TABLE member (id bigint);",
                "ALTER TABLE member ADD COLUMN level level;");
        assertEquals(1, found.size(), found.toString());
        assertTrue(found.getFirst().startsWith("shadow-rewrite block"), found.toString());
        assertTrue(found.getFirst().endsWith("member was written anew"), found.toString());
    }

    @Test
    void a_scan_under_a_lock_is_seen() {
        List<String> found = rules("CREATE TABLE member (id bigint);",
                "ALTER TABLE member ADD COLUMN a int; SELECT count(*) FROM member;");
        assertTrue(found.getFirst().startsWith("shadow-scan block"), found.toString());
    }

    @Test
    void what_the_rules_have_said_is_not_said_again() {
        assertEquals(List.of("create-index block"), rules("CREATE TABLE member (id bigint);",
                "CREATE INDEX i ON member (id);").stream().map(f -> f.replaceFirst(":.*", "")).toList());
    }

    @Test
    void a_statement_that_fails_blocks_and_the_rest_is_tried() {
        List<String> found = rules("CREATE TABLE member (id bigint); INSERT INTO member VALUES (1), (1);",
                "SELECT 1 / 0; ALTER TABLE member ADD COLUMN level int;", "ALTER TABLE member DROP COLUMN level;");
        assertTrue(found.getFirst().startsWith("shadow-failed block") && found.getFirst().endsWith("division by zero"),
                found.toString());
        assertTrue(found.get(1).startsWith("drop-column warn"), found.toString());
        assertEquals(2, found.size(), found.toString());
    }

    @Test
    void what_is_not_there_cannot_be_tried_and_that_is_said() {
        List<String> found = rules("", "ALTER TABLE member ADD COLUMN level int;");
        assertTrue(found.getFirst().startsWith("shadow-untried warn"), found.toString());
        assertTrue(found.getFirst().contains("relation \"member\" does not exist"), found.toString());
    }

    @Test
    void files_with_transactions_of_their_own_and_without_are_run_as_they_are() {
        assertEquals(List.of(), rules("CREATE TABLE member (id bigint, name text);", """
                BEGIN;
                SET LOCAL lock_timeout = '2s';
                ALTER TABLE member ADD COLUMN level int NOT NULL DEFAULT 1;
                COMMIT;
                """, "CREATE INDEX CONCURRENTLY member_level ON member (level);",
                "DROP INDEX CONCURRENTLY IF EXISTS no_such; ").stream().filter(f -> !f.startsWith("drop-index"))
                .toList());
    }

    @Test
    void what_reaches_beyond_the_database_is_not_run() throws SQLException {
        List<String> found = rules("", "CREATE ROLE evil; DROP DATABASE IF EXISTS template1; CREATE DATABASE evil;"
                + " ALTER SYSTEM SET work_mem = '1MB'; COPY x FROM PROGRAM 'touch /tmp/evil';");
        assertEquals(5, found.stream().filter(f -> f.startsWith("shadow-untried")).count(), found.toString());
        assertEquals("0", ask("SELECT count(*) FROM pg_roles WHERE rolname = 'evil'"));
        assertEquals("0", ask("SELECT count(*) FROM pg_database WHERE datname = 'evil'"));
    }

    @Test
    void who_may_not_make_databases_is_told_so_and_no_password_is_shown() {
        String url = url("nobody").replace("nobody@", "nobody:hunter2@");
        ShadowServer server = ShadowServer.at(ServerAddress.of(url, null));
        try (server) {
            ShadowFailure failure = assertThrows(ShadowFailure.class, server::shadow);
            assertTrue(String.valueOf(failure.getMessage()).contains("permission denied to create database"),
                    failure.getMessage());
            assertTrue(!String.valueOf(failure.getMessage()).contains("hunter2"), failure.getMessage());
        }
    }

    @Test
    void the_rules_are_never_less_careful_than_the_shadow() throws IOException, SQLException {
        Set<String> tried = new HashSet<>();
        List<String> wrong = new ArrayList<>();
        int statements = 0;
        try (ShadowServer server = ShadowServer.at(ServerAddress.of(url("ci"), null));
                Shadow shadow = server.shadow()) {
            for (String before : List.of("before/bare.sql", "before/full.sql")) {
                Again witness = new Again(shadow, Files.readString(RESOURCES.resolve(before)));
                statements = 0;
                for (SourceFile file : everything(version)) {
                    witness.file = file.text();
                    new SqlLint(() -> Scene.postgresql(version), List.of(), witness, Applied.nobodyKnows())
                            .lint(List.of(file)).getFirst()
                            .findings()
                            .stream().filter(f -> f.rule().id().matches("shadow-(rewrite|scan)"))
                            .forEach(f -> wrong.add(f.rule().id() + ": " + f.statement() + ": " + f.why()));
                    statements += Script.of(file.text()).statements().size();
                }
                tried.addAll(witness.tried);
            }
        }
        assertEquals(List.of(), wrong);
        assertTrue(tried.size() > statements * 3 / 4,
                tried.size() + " of " + statements + " statements could be tried");
    }

    /** One database for all, emptied in between: to make one takes longer than all that is tried in it. */
    private static final class Again implements Witness {
        private final Shadow shadow;
        private final String schema;
        private final Set<String> tried = new HashSet<>();
        private String file = "";
        private boolean broken;

        private Again(Shadow shadow, String schema) {
            this.shadow = shadow;
            this.schema = schema;
        }

        @Override
        public void fresh() {
            shadow.prepare("DROP OWNED BY CURRENT_USER CASCADE; CREATE SCHEMA IF NOT EXISTS public;\n" + schema);
        }

        @Override
        public void begin(boolean transaction) {
            broken = false;
            shadow.begin(transaction);
        }

        @Override
        public List<Seen> watch(dev.towline.migrate.sql.Statement statement) {
            List<Seen> seen = shadow.watch(statement);
            // What comes behind a CREATE TABLE that failed, is about another table.
            if (broken) {
                return List.of();
            }
            if (seen.stream().noneMatch(s -> s.rule().matches("shadow-(untried|failed)"))) {
                tried.add(file + statement.offset());
            } else {
                broken = true;
            }
            return seen;
        }

        @Override
        public void end() {
            shadow.end();
        }
    }

    /** Every fixture of the rules, and the collection; without what is SQLite's or another server's. */
    private static List<SourceFile> everything(int version) throws IOException {
        List<SourceFile> all = new ArrayList<>();
        try (Stream<Path> walk = Files.walk(RESOURCES.resolve("rules"))) {
            for (Path path : walk.filter(p -> p.toString().endsWith(".sql")).sorted().toList()) {
                String text = Files.readString(path);
                if (!text.contains("-- engine: sqlite") && !text.contains("-- pg:")
                        && !path.toString().contains("remake-table")) {
                    all.add(new SourceFile("0001_some.sql", text));
                }
            }
        }
        try (Stream<Path> files = Files.list(RESOURCES.resolve("collection"))) {
            for (Path file : files.sorted().toList()) {
                for (MatchResult found : COLLECTED.matcher(Files.readString(file)).results().toList()) {
                    if (found.group(1) == null || found.group(1).equals("pg " + version)) {
                        all.add(new SourceFile("0001_some.sql", found.group(2)));
                    }
                }
            }
        }
        return all;
    }
}
