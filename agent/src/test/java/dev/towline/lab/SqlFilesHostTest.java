package dev.towline.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * An application without Django whose schema comes in SQL files: a file that adds and one that takes away go out in one release under
 * reads and writes, are rolled back, go out again and are contracted by the next. No request fails.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SqlFilesHostTest {
    @RegisterExtension
    static final BootedHost LAB = BootedHost.of(HostImage.READY);
    private static final Duration LONG = Duration.ofSeconds(120);
    private static final String SITE = """
            domain: ysc.example.org
            components: [nginx-site, postgresql-database, flights]
            app: { repo: /srv/lab/flights.git, track: main }
            release: { strategy: blue-green, keep: 3, soak: 3s, drain: 2s }
            migrations: { engine: sql }
            health:
              passes: 2
              interval: 1s
              deadline: 30s
              checks: [ http: { path: /, body: "flights " } ]
            vars: { media_url: "" }
            """;
    static TowlineOnHost towline;
    static GitRepository app;
    static String first = "";
    static String second = "";

    @BeforeAll
    static void theFirstReleaseServes() {
        DebianHost host = LAB.host();
        towline = TowlineOnHost.install(host, Duration.ofSeconds(3));
        app = GitRepository.create(host.shared().resolve("flights.git"));
        app.write("app.py", LabFiles.text("flights/app/app.py"));
        app.write("migrations/0001_flight.sql",
                "CREATE TABLE flight (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, minutes integer, glider text);\n");
        first = release("r1", "INSERT INTO flight (minutes, glider) VALUES (42, 'D-1234')");
        GitRepository config = towline.config();
        config.write("towline.yaml", "vars: {}\n");
        config.write("hosts/lab.yaml", "components: [base, nginx, postgresql]\nsites: [ysc]\n");
        config.write("sites/ysc/site.yaml", SITE);
        config.write("components/flights/component.yaml", LabFiles.text("flights/component/component.yaml"));
        config.write("components/flights/web.service.j2", LabFiles.text("flights/component/web.service.j2"));
        config.push("The site");
        towline.start();
        towline.awaitLive("ysc", first, LONG);
    }

    private static String release(String version, String write) {
        app.write("VERSION", version + "\n");
        app.write("write.sql", write + "\n");
        return app.push("Release " + version);
    }

    private static void underLoad(Runnable action) {
        Load reads = site().connections(2).pause(Duration.ofMillis(100));
        Load writes = site().post("x=1").connections(2).pause(Duration.ofMillis(100));
        try (Load.Running reading = reads.start(); Load.Running writing = writes.start()) {
            action.run();
            LoadResult read = reading.stop();
            LoadResult wrote = writing.stop();
            assertTrue(read.requests() > 20 && wrote.requests() > 20, () -> read + " " + wrote);
            assertEquals(0, read.failures(), read::toString);
            assertEquals(0, wrote.failures(), wrote::toString);
        }
    }

    private static Load site() {
        return Load.on(LAB.host(), "https://127.0.0.1/").header("Host", "ysc.example.org");
    }

    private static String sql(String query) {
        return LAB.host()
                .run(Command.of("runuser", "-u", "postgres", "--", "psql", "-qtAX", "-d", "ysc", "-c", query)).orFail()
                .line();
    }

    private static boolean minutes() {
        return sql("select count(*) from pg_attribute where attrelid = 'flight'::regclass and attname = 'minutes'")
                .equals("1");
    }

    @Test
    @Order(1)
    void files_that_add_run_before_the_new_code_and_one_that_takes_away_waits() {
        app.write("migrations/0002_seconds.sql", "ALTER TABLE flight ADD COLUMN seconds integer;\n");
        app.write("migrations/0003_glider.sql", "CREATE INDEX CONCURRENTLY flight_glider ON flight (glider);\n");
        app.write("migrations/0004_minutes.sql", "ALTER TABLE flight DROP COLUMN minutes;\n");
        underLoad(() -> {
            second = release("r2", "INSERT INTO flight (seconds, glider) VALUES (2520, 'D-1234')");
            towline.awaitLive("ysc", second, LONG);
        });
        assertEquals("t", sql("select indisvalid from pg_index where indexrelid = 'flight_glider'::regclass"));
        assertTrue(minutes());
        assertTrue(towline.towline("status").stdout().contains("waits for the contract"));
        assertEquals("ALTER TABLE flight DROP COLUMN minutes (0004_minutes.sql, since release "
                + towline.site("ysc").path("release").asText() + ")",
                towline.site("ysc").path("contracts").path(0).asText());
    }

    @Test
    @Order(2)
    void it_is_rolled_back_and_goes_out_again_and_nothing_runs_twice() {
        underLoad(() -> towline.towline("rollback", "ysc").orFail());
        assertEquals(first, towline.site("ysc").path("app").asText());
        String ran = sql("select string_agg(name || finished, ',' order by name) from towline.sql_file");
        underLoad(() -> towline.towline("retry", "ysc").orFail());
        assertEquals(second, towline.site("ysc").path("app").asText());
        assertEquals(ran, sql("select string_agg(name || finished, ',' order by name) from towline.sql_file"));
    }

    @Test
    @Order(3)
    void the_next_release_contracts_and_an_older_one_is_told_what_is_gone() {
        String id = id(first);
        underLoad(() -> {
            String third = release("r3", "INSERT INTO flight (seconds, glider) VALUES (2520, 'D-1234')");
            towline.awaitLive("ysc", third, LONG);
        });
        assertTrue(!minutes());
        assertEquals(0, towline.site("ysc").path("contracts").size());
        String serving = towline.site("ysc").path("release").asText();
        underLoad(() -> assertNotEquals(0, towline.towline("rollback", "ysc", "--to", id).exit()));
        assertEquals(serving, towline.site("ysc").path("release").asText());
        String reason = towline.newest("ysc").path("reason").asText();
        assertTrue(reason.contains("0004_minutes.sql") && reason.contains("DROP COLUMN minutes"), reason);
        towline.towline("retry", "ysc");
    }

    private static String id(String commit) {
        return Pattern.compile(commit.substring(0, 7) + "-[0-9a-f]{8}")
                .matcher(towline.towline("history", "ysc").stdout()).results().findFirst().orElseThrow().group();
    }

    @Test
    @Order(4)
    void a_file_of_both_phases_is_refused_with_its_split_before_anything_ran() {
        app.write("migrations/0005_both.sql",
                "ALTER TABLE flight ADD COLUMN pilot text;\nALTER TABLE flight DROP COLUMN glider;\n");
        String mixed = release("r4", "INSERT INTO flight (seconds) VALUES (1)");
        towline.awaitOutcome("ysc", mixed, "failed", LONG);
        String reason = towline.attempt("ysc", mixed).path("reason").asText();
        assertTrue(reason.contains("migrations/0005_both.sql:2") && reason.contains("move to 0006_both_contract.sql"),
                reason);
        assertEquals("0", sql("select count(*) from towline.sql_file where name like '0005%'"));
    }

    @Test
    @Order(9)
    void a_backfill_runs_in_ranges_and_what_the_running_release_sends_stops_a_file_that_breaks_it() {
        if (sql("select count(*) from towline.sql_file where name like '0005%'").equals("0")) {
            app.write("migrations/0005_both.sql", "COMMENT ON TABLE flight IS 'by gliders';\n");
        }
        app.write("migrations/0020_pilot.sql", "CREATE TABLE pilot (id bigint PRIMARY KEY, name text);\n");
        app.write("migrations/0021_fill.sql", "-- towline: backfill flight.id batch=100 repeat\n"
                + "UPDATE flight SET seconds = 1 WHERE seconds IS NULL;\n");
        String sends = "INSERT INTO flight (seconds) SELECT count(*) FROM flight LEFT JOIN pilot ON pilot.id = flight.id"
                + " WHERE name IS NULL";
        underLoad(() -> towline.awaitLive("ysc", release("r5", sends), LONG));
        String serving = towline.site("ysc").path("release").asText();
        assertEquals("0", sql("select count(*) from flight where seconds is null"));
        assertEquals("repeat t",
                sql("select state || ' ' || (batches > 1) from towline.sql_backfill").replace("true", "t"));
        app.write("migrations/0022_name.sql", "ALTER TABLE flight ADD COLUMN name text;\n");
        String breaks = release("r6", "INSERT INTO flight (name) VALUES ('x')");
        underLoad(() -> towline.awaitOutcome("ysc", breaks, "failed", LONG));
        String reason = towline.attempt("ysc", breaks).path("reason").asText();
        assertTrue(reason.contains("migrations/0022_name.sql: refused [traffic]: the running code has sent " + sends),
                reason);
        assertTrue(reason.contains("column reference \"name\" is ambiguous"), reason);
        assertEquals(serving, towline.site("ysc").path("release").asText());
    }
}
