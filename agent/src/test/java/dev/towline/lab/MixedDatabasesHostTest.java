package dev.towline.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * One site with a database in PostgreSQL and a SQLite file beside it, into which its worker writes: both are expanded and contracted
 * under reads and writes, a maintenance release that fails puts both back, and the doctor looks into both.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class MixedDatabasesHostTest {
    private static final String FILE = "/opt/ysc/shared/jobs.sqlite3";

    @RegisterExtension
    static final BootedHost LAB = BootedHost.of(HostImage.READY);

    static MigratingClub club;
    static TowlineOnHost towline;
    static SqliteOnHost sqlite;

    @BeforeAll
    static void theOldReleaseServes() {
        club = MigratingClub.serve(LAB.host(),
                site -> site.replace("soak: 12s, drain: 10s", "soak: 4s, drain: 5s").replace("deadline: 30s",
                        "deadline: 10s") + "  django_sqlite: " + FILE + "\n",
                "JOBS_NAME: " + FILE);
        towline = club.towline;
        sqlite = new SqliteOnHost(club.host, FILE);
    }

    private static Set<String> jobs() {
        return sqlite.columns("jobs_run");
    }

    private static List<String> waiting() {
        List<String> waiting = new ArrayList<>();
        club.waiting().forEach(one -> waiting.add(one.asText()));
        return waiting;
    }

    /** Reads and writes the whole time; what was acknowledged is there, with what it was written with. */
    private static void underLoad(Runnable action) {
        club.underLoad(action);
        assertTrue(club.number("select count(*) from logsheet_flight f join logsheet_glider g on"
                + " g.id = f.glider_id where g.registration = 'D-1234' and pilot_id is null") >= club.acknowledged());
    }

    @Test
    @Order(1)
    void both_are_expanded_under_reads_and_writes_and_then_contracted_by_the_next_release() {
        underLoad(() -> towline.awaitLive("ysc", towline.club().push("stock", "several"), MigratingClub.BUILD));
        assertTrue(club.column("logsheet_flight", "minutes") && club.column("logsheet_flight", "launch"));
        assertTrue(jobs().containsAll(Set.of("path", "host")), () -> jobs().toString());
        assertEquals("", club.sql("select to_regclass('jobs_run')"), "each database has its own tables");
        assertTrue(waiting().stream().anyMatch(w -> w.startsWith("default: ") && w.contains("minutes"))
                && waiting().stream().anyMatch(w -> w.startsWith("jobs: ")), () -> waiting().toString());
        String points = club.host.shell("ls /var/backups/towline/ysc").stdout();
        assertTrue(points.contains("-ysc.dump") && points.contains("-jobs.sqlite3.sqlite3"), points);
        underLoad(() -> {
            towline.club().git().write("VERSION", "next\n");
            towline.awaitLive("ysc", towline.club().git().push("The next release"), MigratingClub.BUILD);
        });
        assertEquals(List.of(), waiting());
        assertTrue(!club.column("logsheet_flight", "minutes") && !jobs().contains("path"));
        assertEquals("1", sqlite.ask("select min(host is not null) from jobs_run"));
    }

    @Test
    @Order(2)
    void a_maintenance_release_that_fails_puts_both_back() {
        String renamed = towline.club().push("stock", "several", "stock-rename", "several-rename", "broken-page");
        underLoad(() -> towline.awaitOutcome("ysc", renamed, "failed", MigratingClub.BUILD));
        String serving = club.serving();
        Set<String> before = jobs();
        long turnedAway = club
                .underLoadInMaintenance(() -> assertEquals(1, towline.towline("approve", "ysc").exit()));
        assertTrue(turnedAway > 0, "the doors were closed");
        String reason = towline.attempt("ysc", renamed).path("reason").asText();
        assertTrue(reason.contains("not healthy"), reason);
        assertEquals(serving, club.serving());
        assertEquals(before, jobs());
        assertFalse(club.column("logsheet_flight", "minutes"));
        underLoad(() -> Await.holds("old code writes", Duration.ofSeconds(2), () -> true));
    }

    @Test
    @Order(3)
    void both_are_proved_and_looked_into() {
        for (String database : List.of("ysc", "jobs.sqlite3")) {
            ExecResult said = towline.towline("restore", "ysc", "--to-scratch", "--database", database);
            assertEquals(0, said.exit(), said::toString);
        }
        String told = towline.towline("doctor").stdout();
        assertTrue(told.contains("default: ") && told.contains("jobs: ")
                && told.contains("ledger, record, files and catalog agree"), told);
    }
}
