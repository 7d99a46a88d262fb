package dev.towline.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
    @RegisterExtension
    static final BootedHost LAB = BootedHost.of(HostImage.READY);

    static MigratingClub club;
    static TowlineOnHost towline;
    static String old;
    static String stock = "";

    @BeforeAll
    static void theOldReleaseServes() {
        club = MigratingClub.serve(LAB.host());
        towline = club.towline;
        old = towline.site("ysc").path("app").asText();
    }

    /** Old code wrote 42 minutes; new code does not know them. All rows have the launch that new code expects. */
    private static void rowsAreWhole() {
        assertEquals(0,
                club.number("select count(*) from logsheet_flight where minutes not in (0, 42) or minutes is null"));
        assertEquals(0, club.number("select count(*) from logsheet_flight where launch is distinct from 'winch'"));
        assertTrue(club.number("select count(*) from logsheet_flight where minutes = 42") >= club.acknowledgedBy("r5"));
        assertTrue(
                club.number("select count(*) from logsheet_flight where minutes = 0") >= club.acknowledgedBy("stock"));
    }

    @Test
    @Order(1)
    void an_ordinary_migration_goes_out_under_reads_and_writes() {
        club.underLoad(() -> {
            stock = towline.club().push("stock");
            towline.awaitLive("ysc", stock, MigratingClub.BUILD);
        });
        assertTrue(club.acknowledgedBy("r5") > 0 && club.acknowledgedBy("stock") > 0);
        rowsAreWhole();
        assertTrue(club.column("logsheet_flight", "winch_id"), "kept for old code");
        assertEquals("1", club.sql("select count(*) from pg_class where relname = 'logsheet_winch'"));
        assertTrue(club.waiting().size() >= 3, () -> club.waiting().toPrettyString());
        assertTrue(towline.towline("status").stdout().contains("waits for the contract"));
    }

    @Test
    @Order(2)
    void it_is_rolled_back_under_load_and_old_code_works_with_what_new_code_wrote() {
        club.underLoad(() -> towline.towline("rollback", "ysc").orFail());
        assertEquals(old, towline.site("ysc").path("app").asText());
        club.underLoad(() -> Await.holds("old code writes", Duration.ofSeconds(2), () -> true));
        rowsAreWhole();
    }

    @Test
    @Order(3)
    void it_goes_out_again_and_nothing_is_applied_twice() {
        club.underLoad(() -> towline.towline("retry", "ysc").orFail());
        assertEquals(stock, towline.site("ysc").path("app").asText());
        assertEquals(1,
                club.number("select count(*) from django_migrations where app = 'logsheet' and name like '0003%'"));
        rowsAreWhole();
    }

    @Test
    @Order(4)
    void the_next_release_contracts() {
        club.underLoad(() -> {
            towline.club().git().write("VERSION", "next\n");
            String next = towline.club().git().push("The next release");
            towline.awaitLive("ysc", next, MigratingClub.BUILD);
        });
        assertEquals(0, club.waiting().size(), () -> club.waiting().toPrettyString());
        assertTrue(!club.column("logsheet_flight", "minutes") && !club.column("logsheet_flight", "winch_id"));
        assertEquals("0", club.sql("select count(*) from pg_class where relname = 'logsheet_winch'"));
        assertEquals("NO",
                club.sql("select is_nullable from information_schema.columns where table_name = 'logsheet_flight'"
                        + " and column_name = 'launch'"));
        assertEquals("",
                club.sql("select coalesce(column_default, '') from information_schema.columns where table_name ="
                        + " 'logsheet_flight' and column_name = 'launch'"));
        assertTrue(club.number("select count(*) from logsheet_flight") >= club.acknowledged());
        assertTrue(club.host.shell("ls /var/backups/towline/ysc/*.dump | wc -l").line().compareTo("1") > 0);
    }

    @Test
    @Order(5)
    void a_release_that_needs_what_is_gone_is_refused_as_a_target_and_says_what() {
        String release = towline.towline("history", "ysc").stdout().lines().filter(l -> l.contains(old.substring(0, 7)))
                .findFirst().orElseThrow();
        String id = java.util.regex.Pattern.compile(old.substring(0, 7) + "-[0-9a-f]{8}").matcher(release).results()
                .findFirst().orElseThrow().group();
        String serving = towline.site("ysc").path("release").asText();
        club.underLoad(() -> assertNotEquals(0, towline.towline("rollback", "ysc", "--to", id).exit()));
        assertEquals(serving, towline.site("ysc").path("release").asText());
        String reason = towline.newest("ysc").path("reason").asText();
        assertTrue(reason.contains("minutes"), reason);
        towline.towline("retry", "ysc");
    }

    @Test
    @Order(6)
    void a_rename_is_refused_with_its_remedy_before_anything_ran() {
        String before = club.sql("select count(*) from django_migrations");
        String serving = towline.site("ysc").path("release").asText();
        String renamed = towline.club().push("stock", "stock-rename");
        club.underLoad(() -> towline.awaitOutcome("ysc", renamed, "failed", MigratingClub.BUILD));
        String reason = towline.attempt("ysc", renamed).path("reason").asText();
        assertTrue(
                reason.contains("logsheet/migrations/0004_rename_launch_flight_start.py")
                        && reason.contains("AddField"),
                reason);
        assertEquals(before, club.sql("select count(*) from django_migrations"));
        assertTrue(club.column("logsheet_flight", "launch"));
        Await.until("the site serves", MigratingClub.SOON,
                () -> towline.site("ysc").path("release").asText().equals(serving));
    }
}
