package dev.towline.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * An application without Django whose schema comes in SQL files: a file that adds and one that takes away go out in one release under
 * reads and writes, are rolled back, go out again and are contracted by the next. No request fails. What cannot be ordered goes out
 * behind the page on a person's word; if it fails, no acknowledged write is lost.
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
    /** Writes, by the release that acknowledged them; "-" is nginx. */
    private static final Map<String, Long> ACKNOWLEDGED = new HashMap<>();
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

    /** Reads and writes the whole time, none of which may fail. */
    private static void underLoad(Runnable action) {
        for (LoadResult result : loaded(action)) {
            assertEquals(0, result.failures(), result::toString);
        }
    }

    /** The same, but a 503 that says when to come again is an answer too. Gives how many were. */
    private static long underLoadInMaintenance(Runnable action) {
        long unavailable = 0;
        for (LoadResult result : loaded(action)) {
            assertEquals(result.unavailable(), result.failures(), result::toString);
            unavailable += result.unavailable();
        }
        return unavailable;
    }

    private static List<LoadResult> loaded(Runnable action) {
        Load reads = site().connections(2).pause(Duration.ofMillis(100));
        Load writes = site().post("x=1").connections(2).pause(Duration.ofMillis(100));
        try (Load.Running reading = reads.start(); Load.Running writing = writes.start()) {
            action.run();
            LoadResult read = reading.stop();
            LoadResult wrote = writing.stop();
            assertTrue(read.requests() > 10 && wrote.requests() > 10, () -> read + " " + wrote);
            wrote.releases().forEach((release, count) -> ACKNOWLEDGED.merge(release, count, Long::sum));
            return List.of(read, wrote);
        }
    }

    /** Every write that was acknowledged is a row, and every column of every row is what its release wrote. */
    private static void nothingIsLost(String glider) {
        long first = number("select count(*) from flight where seconds is null and " + glider + " = 'D-1234'");
        long later = number("select count(*) from flight where seconds = 2520 and " + glider + " = 'D-1234'");
        assertTrue(first >= ACKNOWLEDGED.getOrDefault("r1", 0L), first + " of " + ACKNOWLEDGED);
        long acknowledged = ACKNOWLEDGED.entrySet().stream().filter(e -> !Set.of("r1", "-").contains(e.getKey()))
                .mapToLong(Map.Entry::getValue).sum();
        assertTrue(later >= acknowledged, later + " of " + ACKNOWLEDGED);
        assertEquals(first + later, number("select count(*) from flight"));
    }

    private static long number(String query) {
        return Long.parseLong(sql(query));
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
    @Order(5)
    void a_maintenance_release_that_fails_is_taken_back_with_the_database_and_no_write_is_lost() {
        String serving = towline.site("ysc").path("release").asText();
        app.write("migrations/0005_both.sql", "ALTER TABLE flight RENAME COLUMN glider TO plane;\n");
        app.write("migrations/0006_short.sql",
                "ALTER TABLE flight ADD CONSTRAINT flight_plane CHECK (length(plane) < 3);\n");
        String renamed = release("r5", "INSERT INTO flight (seconds, plane) VALUES (2520, 'D-1234')");
        underLoad(() -> towline.awaitOutcome("ysc", renamed, "failed", LONG));
        String refused = towline.attempt("ysc", renamed).path("reason").asText();
        assertTrue(refused.contains("[rename-column]") && refused.contains("towline approve ysc"), refused);
        long turnedAway = underLoadInMaintenance(() -> assertEquals(1, towline.towline("approve", "ysc").exit()));
        assertTrue(turnedAway > 0, "the doors were closed");
        String reason = towline.attempt("ysc", renamed).path("reason").asText();
        assertTrue(reason.contains("0006_short.sql:1"), reason);
        assertEquals(serving, towline.site("ysc").path("release").asText());
        assertEquals("0", sql("select count(*) from towline.sql_file where name > '0005'"));
        assertEquals("ysc", sql("select tableowner from pg_tables where tablename = 'flight'"));
        underLoad(() -> Await.holds("old code writes", Duration.ofSeconds(3), () -> true));
        nothingIsLost("glider");
    }

    @Test
    @Order(6)
    void one_that_goes_well_lets_visitors_in_again_and_no_write_is_lost() {
        app.write("migrations/0006_short.sql",
                "ALTER TABLE flight ADD CONSTRAINT flight_plane CHECK (length(plane) < 30);\n");
        String renamed = release("r6", "INSERT INTO flight (seconds, plane) VALUES (2520, 'D-1234')");
        underLoad(() -> towline.awaitOutcome("ysc", renamed, "failed", LONG));
        long turnedAway = underLoadInMaintenance(() -> towline.towline("approve", "ysc").orFail());
        assertTrue(turnedAway > 0, "the doors were closed");
        assertEquals(renamed, towline.site("ysc").path("app").asText());
        underLoad(() -> Await.holds("new code writes", Duration.ofSeconds(3), () -> true));
        nothingIsLost("plane");
    }

    @Test
    @Order(7)
    void its_restore_point_is_proved_and_the_files_that_only_the_live_database_has_are_told() {
        ExecResult said = towline.towline("restore", "ysc", "--to-scratch");
        assertEquals(0, said.exit(), said::toString);
        assertTrue(said.stdout().contains("is whole and restores")
                && said.stdout().contains("migration only in the live one: 0005_both.sql")
                && said.stdout().contains("line of the ledger only in the live one: 0006_short.sql "), said::toString);
    }

    @Test
    @Order(8)
    void a_column_that_somebody_drops_stops_the_next_release_until_it_is_back_and_the_doctor_says_why() {
        assertTrue(doctor().contains("ledger, record, files and catalog agree; 6 files have run in ysc, 0 wait"),
                SqlFilesHostTest::doctor);
        sql("alter table flight drop column seconds");
        String told = doctor();
        assertTrue(told.lines().anyMatch(line -> line.startsWith("PROBLEM") && line.contains("ysc 0002_seconds.sql ")
                && line.contains("the ledger: it ran with release ")
                && line.contains("the files: it makes the column flight.seconds; the catalog: does not have it")),
                told);
        String next = release("r7", "INSERT INTO flight (seconds, plane) VALUES (2520, 'D-1234')");
        Await.until("it stops", LONG,
                () -> towline.attempt("ysc", next).path("reason").asText().contains("see 'towline doctor'"),
                () -> towline.attempt("ysc", next).toPrettyString());
        sql("alter table flight add column seconds integer");
        towline.awaitLive("ysc", next, LONG);
    }

    @Test
    @Order(9)
    void a_backfill_runs_in_ranges_and_what_the_running_release_sends_stops_a_file_that_breaks_it() {
        app.write("migrations/0020_pilot.sql", "CREATE TABLE pilot (id bigint PRIMARY KEY, name text);\n");
        app.write("migrations/0021_fill.sql", "-- towline: backfill flight.id batch=100 repeat\n"
                + "UPDATE flight SET seconds = 1 WHERE seconds IS NULL;\n");
        String sends = "INSERT INTO flight (seconds) SELECT count(*) FROM flight LEFT JOIN pilot ON pilot.id = flight.id"
                + " WHERE name IS NULL";
        underLoad(() -> towline.awaitLive("ysc", release("r8", sends), LONG));
        String serving = towline.site("ysc").path("release").asText();
        assertEquals("0", sql("select count(*) from flight where seconds is null"));
        assertEquals("repeat t",
                sql("select state || ' ' || (batches > 1) from towline.sql_backfill").replace("true", "t"));
        app.write("migrations/0022_name.sql", "ALTER TABLE flight ADD COLUMN name text;\n");
        String breaks = release("r9", "INSERT INTO flight (name) VALUES ('x')");
        underLoad(() -> towline.awaitOutcome("ysc", breaks, "failed", LONG));
        String reason = towline.attempt("ysc", breaks).path("reason").asText();
        assertTrue(reason.contains("migrations/0022_name.sql: refused [traffic]: the running code has sent " + sends),
                reason);
        assertTrue(reason.contains("column reference \"name\" is ambiguous"), reason);
        assertEquals(serving, towline.site("ysc").path("release").asText());
    }

    private static String doctor() {
        return towline.towline("doctor").stdout();
    }
}
