package dev.towline.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * An ordinary Django migration, as makemigrations writes it, goes out under reads and writes, is rolled back, goes out again and is
 * contracted by the next release: no request fails, no acknowledged row is lost, and every column holds what it should.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class MigrationsHostTest {
    private static final Duration BUILD = Duration.ofSeconds(150);
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String KEY = "the-winch-has-a-key";

    @RegisterExtension
    static final BootedHost LAB = BootedHost.of(HostImage.READY);

    static DebianHost host;
    static TowlineOnHost towline;
    static String old;
    static String stock = "";
    static long acknowledgedByOld;
    static long acknowledgedByNew;

    @BeforeAll
    static void theOldReleaseServes() {
        host = LAB.host();
        towline = TowlineOnHost.install(host, Duration.ofSeconds(3));
        old = towline.club().push("r5");
        towline.writeConfig("ysc");
        towline.writeSite("ysc", towline.readSite("ysc") + "  django_env: { LOGGER_KEY: " + KEY + " }\n");
        towline.config().push("The first site");
        towline.start();
        towline.awaitLive("ysc", old, BUILD);
    }

    /** Reads and writes the whole time; what was acknowledged is added up by the release that said so. */
    private static void underLoad(Runnable action) {
        Load reads = site("https://127.0.0.1/logsheet/").connections(4).pause(Duration.ofMillis(40));
        Load writes = site("https://127.0.0.1/logsheet/record/").header("X-Logger-Key", KEY)
                .post("glider=D-1234&minutes=42").connections(4).pause(Duration.ofMillis(40));
        try (Load.Running reading = reads.start(); Load.Running writing = writes.start()) {
            action.run();
            LoadResult read = reading.stop();
            LoadResult wrote = writing.stop();
            assertEquals(0, read.failures(), read::toString);
            assertEquals(0, wrote.failures(), wrote::toString);
            assertTrue(read.requests() > 50 && wrote.requests() > 50, () -> read + " " + wrote);
            wrote.releases().forEach((release, count) -> {
                if (release.equals("r5")) {
                    acknowledgedByOld += count;
                } else {
                    acknowledgedByNew += count;
                }
            });
        }
    }

    private static Load site(String url) {
        return Load.on(host, url).header("Host", "ysc.example.org");
    }

    private static String sql(String query) {
        return host.run(Command.of("runuser", "-u", "postgres", "--", "psql", "-qtAX", "-d", "ysc", "-c", query))
                .orFail().line();
    }

    private static long number(String query) {
        return Long.parseLong(sql(query));
    }

    private static boolean column(String table, String column) {
        return number("select count(*) from information_schema.columns where table_name = '" + table
                + "' and column_name = '" + column + "'") == 1;
    }

    private static JsonNode waiting() {
        return towline.site("ysc").path("contracts");
    }

    /** Old code wrote 42 minutes; new code does not know them. All rows have the launch that new code expects. */
    private static void rowsAreWhole() {
        assertEquals(0, number("select count(*) from logsheet_flight where minutes not in (0, 42) or minutes is null"));
        assertEquals(0, number("select count(*) from logsheet_flight where launch is distinct from 'winch'"));
        assertTrue(number("select count(*) from logsheet_flight where minutes = 42") >= acknowledgedByOld);
        assertTrue(number("select count(*) from logsheet_flight where minutes = 0") >= acknowledgedByNew);
    }

    @Test
    @Order(1)
    void an_ordinary_migration_goes_out_under_reads_and_writes() {
        underLoad(() -> {
            stock = towline.club().push("stock");
            towline.awaitLive("ysc", stock, BUILD);
        });
        assertTrue(acknowledgedByOld > 0 && acknowledgedByNew > 0);
        rowsAreWhole();
        assertTrue(column("logsheet_flight", "winch_id"), "kept for old code");
        assertEquals("1", sql("select count(*) from pg_class where relname = 'logsheet_winch'"));
        assertTrue(waiting().size() >= 3, waiting()::toPrettyString);
        assertTrue(towline.towline("status").stdout().contains("waits for the contract"));
    }

    @Test
    @Order(2)
    void it_is_rolled_back_under_load_and_old_code_works_with_what_new_code_wrote() {
        underLoad(() -> assertEquals(0, towline.towline("rollback", "ysc").exit()));
        assertEquals(old, towline.site("ysc").path("app").asText());
        underLoad(() -> Await.holds("old code writes", Duration.ofSeconds(2), () -> true));
        rowsAreWhole();
    }

    @Test
    @Order(3)
    void it_goes_out_again_and_nothing_is_applied_twice() {
        underLoad(() -> assertEquals(0, towline.towline("retry", "ysc").exit()));
        assertEquals(stock, towline.site("ysc").path("app").asText());
        assertEquals(1, number("select count(*) from django_migrations where app = 'logsheet' and name like '0003%'"));
        rowsAreWhole();
    }

    @Test
    @Order(4)
    void the_next_release_contracts() {
        underLoad(() -> {
            towline.club().git().write("VERSION", "next\n");
            String next = towline.club().git().push("The next release");
            towline.awaitLive("ysc", next, BUILD);
        });
        assertEquals(0, waiting().size(), waiting()::toPrettyString);
        assertTrue(!column("logsheet_flight", "minutes") && !column("logsheet_flight", "winch_id"));
        assertEquals("0", sql("select count(*) from pg_class where relname = 'logsheet_winch'"));
        assertEquals("NO", sql("select is_nullable from information_schema.columns where table_name = 'logsheet_flight'"
                + " and column_name = 'launch'"));
        assertEquals("", sql("select coalesce(column_default, '') from information_schema.columns where table_name ="
                + " 'logsheet_flight' and column_name = 'launch'"));
        assertTrue(number("select count(*) from logsheet_flight") >= acknowledgedByOld + acknowledgedByNew);
        assertTrue(host.shell("ls /var/backups/towline/ysc/*.dump | wc -l").line().compareTo("1") > 0);
    }

    @Test
    @Order(5)
    void a_release_that_needs_what_is_gone_is_refused_as_a_target_and_says_what() {
        String release = towline.towline("history", "ysc").stdout().lines().filter(l -> l.contains(old.substring(0, 7)))
                .findFirst().orElseThrow();
        String id = java.util.regex.Pattern.compile(old.substring(0, 7) + "-[0-9a-f]{8}").matcher(release).results()
                .findFirst().orElseThrow().group();
        String serving = towline.site("ysc").path("release").asText();
        underLoad(() -> assertNotEquals(0, towline.towline("rollback", "ysc", "--to", id).exit()));
        assertEquals(serving, towline.site("ysc").path("release").asText());
        String reason = towline.newest("ysc").path("reason").asText();
        assertTrue(reason.contains("minutes"), reason);
        towline.towline("retry", "ysc");
    }

    @Test
    @Order(6)
    void a_rename_is_refused_with_its_remedy_before_anything_ran() {
        String before = sql("select count(*) from django_migrations");
        String serving = towline.site("ysc").path("release").asText();
        String renamed = towline.club().push("stock-rename");
        underLoad(() -> towline.awaitOutcome("ysc", renamed, "failed", BUILD));
        String reason = towline.attempt("ysc", renamed).path("reason").asText();
        assertTrue(
                reason.contains("logsheet/migrations/0004_rename_launch_flight_start.py")
                        && reason.contains("AddField"),
                reason);
        assertEquals(before, sql("select count(*) from django_migrations"));
        assertTrue(column("logsheet_flight", "launch"));
        Await.until("the site serves", SOON, () -> towline.site("ysc").path("release").asText().equals(serving));
    }
}
