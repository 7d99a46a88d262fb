package dev.towline.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * What is so on every Debian: an ordinary Django migration, as makemigrations writes it, goes out under reads and writes, is rolled back,
 * goes out again and is contracted by the next release: no request fails, no acknowledged row is lost, and every column holds what it
 * should.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init")
abstract class OrdinaryMigrationContract {
    MigratingClub club;
    TowlineOnHost towline;
    String old;
    private String stock = "";

    /** A host that has never seen Towline. */
    abstract DebianHost host();

    /** What the site's {@code site.yaml} is to be. */
    String site(String yaml) {
        return yaml;
    }

    @BeforeAll
    void theOldReleaseServes() {
        club = MigratingClub.serve(host(), this::site);
        towline = club.towline;
        old = towline.site("ysc").path("app").asText();
    }

    /** Old code wrote 42 minutes; new code does not know them. All rows have the launch that new code expects. */
    private void rowsAreWhole() {
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
}
