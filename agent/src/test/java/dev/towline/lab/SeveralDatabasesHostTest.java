package dev.towline.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * One application on two sites: ysc has two databases in PostgreSQL, gld a SQLite file. Ordinary migrations go out under reads and
 * writes, are contracted by the next release, and a maintenance release that fails puts every database back.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SeveralDatabasesHostTest {
    private static final List<String> SITES = List.of("ysc", "gld");
    private static final String KEY = "the-winch-has-a-key";

    @RegisterExtension
    static final BootedHost LAB = BootedHost.of(HostImage.READY);

    static DebianHost host;
    static TowlineOnHost towline;
    static SqliteOnHost sqlite;

    @BeforeAll
    static void theOldReleaseServes() {
        host = LAB.host();
        sqlite = new SqliteOnHost(host, "/opt/gld/shared/db.sqlite3");
        towline = TowlineOnHost.install(host, Duration.ofSeconds(2));
        String first = towline.club().push("r5");
        towline.writeConfig("ysc", "gld");
        String site = TowlineOnHost.siteYaml("ysc").replace("soak: 12s, drain: 10s", "soak: 4s, drain: 5s")
                .replace("deadline: 30s", "deadline: 10s");
        towline.writeSite("ysc", site + "  database_others: [ysc_jobs]\n  django_env: { LOGGER_KEY: " + KEY
                + ", JOBS_NAME: ysc_jobs }\n");
        towline.writeSite("gld", site.replace("ysc.", "gld.").replace(", postgresql-database", "")
                + "  django_database_url: sqlite:////opt/gld/shared/db.sqlite3\n"
                + "  django_sqlite: /opt/gld/shared/db.sqlite3\n  django_env: { LOGGER_KEY: " + KEY + " }\n");
        towline.config().push("Two sites");
        towline.start();
        live(first);
    }

    private static void live(String commit) {
        SITES.forEach(site -> towline.awaitLive(site, commit, MigratingClub.BUILD));
    }

    private static String postgres(String database, String query) {
        return host.run(Command.of("runuser", "-u", "postgres", "--", "psql", "-qtAX", "-d", database, "-c", query))
                .orFail().line();
    }

    private static Set<String> postgresColumns(String database, String table) {
        return new TreeSet<>(List.of(postgres(database, "select string_agg(column_name, ' ') from"
                + " information_schema.columns where table_name = '" + table + "'").split(" ")));
    }

    private static List<String> waiting(String site) {
        JsonNode waiting = towline.site(site).path("contracts");
        return StreamSupport.stream(waiting.spliterator(), false).map(JsonNode::asText).toList();
    }

    /** Reads and writes on both sites the whole time, none of which may fail; what was acknowledged is there. */
    private static void underLoad(Runnable action) {
        long before = rows();
        List<Load.Running> running = new ArrayList<>();
        for (String site : SITES) {
            running.add(site("/logsheet/", site).start());
            running.add(site("/logsheet/record/", site).header("X-Logger-Key", KEY).post("glider=D-1234&minutes=42")
                    .start());
        }
        action.run();
        long wrote = 0;
        for (int i = 0; i < running.size(); i++) {
            LoadResult result = running.get(i).stop();
            assertEquals(0, result.failures(), result::toString);
            assertTrue(result.requests() > 20, result::toString);
            wrote += i % 2 == 1 ? result.requests() : 0;
        }
        assertTrue(rows() - before >= wrote, rows() + " rows, " + before + " before, wrote " + wrote);
    }

    private static Load site(String path, String site) {
        return Load.on(host, "https://127.0.0.1" + path).header("Host", site + ".example.org").connections(2)
                .pause(Duration.ofMillis(60));
    }

    private static long rows() {
        String query = "select count(*) from logsheet_flight";
        return Long.parseLong(postgres("ysc", query)) + Long.parseLong(sqlite.ask(query));
    }

    @Test
    @Order(1)
    void every_database_is_expanded_under_reads_and_writes() {
        underLoad(() -> live(towline.club().push("stock", "several")));
        assertTrue(postgresColumns("ysc", "logsheet_flight").containsAll(Set.of("minutes", "winch_id", "launch")));
        assertTrue(postgresColumns("ysc_jobs", "jobs_run").containsAll(Set.of("path", "host")));
        assertTrue(sqlite.columns("logsheet_flight").containsAll(Set.of("minutes", "winch_id", "launch")));
        assertTrue(sqlite.columns("jobs_run").containsAll(Set.of("path", "host")));
        assertEquals("t", postgres("ysc_jobs", "select bool_and(host = 'unknown') and count(*) > 1 from jobs_run"));
        assertEquals("1", sqlite.ask("select min(host = 'unknown') and count(*) > 1 from jobs_run"));
        assertEquals("", postgres("ysc", "select to_regclass('jobs_run')"), "each database has its own tables");
        List<String> waiting = waiting("ysc");
        assertTrue(waiting.stream().anyMatch(w -> w.startsWith("default: ") && w.contains("minutes"))
                && waiting.stream().anyMatch(w -> w.startsWith("jobs: ") && w.contains("path")), waiting::toString);
        assertTrue(waiting("gld").stream().anyMatch(w -> w.contains("minutes")), () -> waiting("gld").toString());
        String points = host.shell("ls /var/backups/towline/ysc /var/backups/towline/gld").stdout();
        assertTrue(points.contains("-ysc.dump") && points.contains("-ysc_jobs.dump")
                && points.contains("-db.sqlite3.sqlite3"), points);
        assertEquals("", postgres("postgres", "select string_agg(datname, ' ') from pg_database where datname like"
                + " 'towline%'"), "no shadow is left");
    }

    @Test
    @Order(2)
    void the_next_release_contracts_every_database() {
        underLoad(() -> {
            towline.club().git().write("VERSION", "next\n");
            live(towline.club().git().push("The next release"));
        });
        SITES.forEach(site -> assertEquals(List.of(), waiting(site)));
        assertEquals(Set.of("id", "glider_id", "pilot_id", "instructor_id", "takeoff", "launch"),
                sqlite.columns("logsheet_flight"));
        assertEquals(sqlite.columns("logsheet_flight"), postgresColumns("ysc", "logsheet_flight"));
        assertEquals(sqlite.columns("jobs_run"), postgresColumns("ysc_jobs", "jobs_run"));
        assertTrue(!sqlite.columns("jobs_run").contains("path"));
    }

    @Test
    @Order(3)
    void nothing_is_lost_while_somebody_reloads_unit_definitions_all_the_time() {
        host.shell("systemd-run -q --unit=reloader sh -c 'while sleep 0.3; do systemctl daemon-reload; done'").orFail();
        try {
            towline.club().git().write("VERSION", "reloaded\n");
            String reloaded = towline.club().git().push("Units are reloaded meanwhile");
            SITES.forEach(site -> {
                JsonNode outcome = towline.awaitOutcome(site, reloaded, "succeeded", MigratingClub.BUILD);
                assertEquals("", outcome.path("reason").asText());
            });
        } finally {
            host.shell("systemctl stop reloader");
        }
        for (String site : SITES) {
            long attempts = towline.towline("history", site).stdout().lines()
                    .filter(line -> line.contains("Units are reloaded")).count();
            assertEquals(1, attempts, () -> towline.towline("history", site).stdout());
        }
    }

    @Test
    @Order(4)
    void a_maintenance_release_that_fails_puts_every_database_back() {
        String serving = towline.site("gld").path("release").asText();
        String renamed = towline.club().push("stock", "several", "stock-rename", "several-rename", "broken-page");
        for (String site : SITES) {
            String reason = towline.awaitOutcome(site, renamed, "failed", MigratingClub.BUILD).path("reason").asText();
            assertTrue(reason.contains("[rename-column]") && reason.contains("0003_rename_host_run_node.py")
                    && reason.contains("towline approve " + site), reason);
        }
        Set<String> before = sqlite.columns("logsheet_flight");
        long rows = rows();
        for (String site : SITES) {
            assertEquals(1, towline.towline("approve", site).exit());
            String reason = towline.attempt(site, renamed).path("reason").asText();
            assertTrue(reason.contains("not healthy"), reason);
            Await.until(site + " serves", MigratingClub.SOON, () -> towline.get(site, "/logsheet/").endsWith(" 200"));
        }
        assertEquals(serving.substring(0, 7), towline.site("gld").path("release").asText().substring(0, 7));
        assertEquals(before, sqlite.columns("logsheet_flight"));
        assertEquals(before, postgresColumns("ysc", "logsheet_flight"));
        assertTrue(sqlite.columns("jobs_run").contains("host")
                && postgresColumns("ysc_jobs", "jobs_run").contains("host"));
        assertEquals(rows, rows());
        assertEquals("gld gld", host.shell("stat -c '%U %G' /opt/gld/shared/db.sqlite3").line());
        assertEquals("db.sqlite3\nmedia", host.shell("ls /opt/gld/shared").line());
        underLoad(() -> Await.holds("old code writes", Duration.ofSeconds(3), () -> true));
    }
}
