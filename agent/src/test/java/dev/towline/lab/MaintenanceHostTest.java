package dev.towline.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A release that old code cannot live with is refused, and goes out on a person's word behind a page: if it fails, the database is as
 * it was; visitors get an answer, or a 503 that says when to come again, and nothing that was acknowledged is lost.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class MaintenanceHostTest {
    @RegisterExtension
    static final BootedHost LAB = BootedHost.of(HostImage.READY);

    static MigratingClub club;
    static TowlineOnHost towline;

    @BeforeAll
    static void theOldReleaseServes() {
        club = MigratingClub.serve(LAB.host());
        towline = club.towline;
    }

    @Test
    @Order(1)
    void a_maintenance_release_that_fails_is_taken_back_with_the_database_and_nothing_is_lost() {
        String before = club.serving();
        String schema = schema();
        club.underLoad(() -> towline.awaitOutcome("ysc", towline.club().push("renamed", "broken-page"), "failed",
                MigratingClub.BUILD));
        String refused = towline.newest("ysc").path("reason").asText();
        assertTrue(refused.contains("towline approve ysc"), refused);
        long turnedAway = club
                .underLoadInMaintenance(() -> assertEquals(1, towline.towline("approve", "ysc").exit()));
        assertTrue(turnedAway > 0, "the doors were closed");
        assertEquals(before, club.serving());
        String reason = towline.newest("ysc").path("reason").asText();
        assertTrue(reason.contains("not healthy"), reason);
        assertEquals(schema, schema());
        club.underLoad(() -> Await.holds("old code writes", Duration.ofSeconds(3), () -> true));
        assertTrue(club.number("select count(*) from logsheet_flight where minutes = 42") >= club.acknowledged());
        assertEquals("ysc", club.sql("select tableowner from pg_tables where tablename = 'logsheet_flight'"));
    }

    @Test
    @Order(2)
    void one_that_is_healthy_lets_visitors_in_again() {
        String renamed = towline.club().push("renamed");
        club.underLoad(() -> towline.awaitOutcome("ysc", renamed, "failed", MigratingClub.BUILD));
        long turnedAway = club
                .underLoadInMaintenance(() -> towline.towline("approve", "ysc").orFail());
        assertTrue(turnedAway > 0, "the doors were closed");
        assertEquals(renamed, towline.site("ysc").path("app").asText());
        assertTrue(club.column("logsheet_flight", "duration")
                && !club.column("logsheet_flight", "minutes"));
        assertEquals(0, club.waiting().size());
        club.underLoad(() -> Await.holds("new code writes", Duration.ofSeconds(3), () -> true));
        assertTrue(club.number("select count(*) from logsheet_flight") >= club.acknowledged());
    }

    private static String schema() {
        return club.host.shell(
                "runuser -u postgres -- pg_dump --schema-only ysc | grep -v '^.restrict\\|^.unrestrict' | sha256sum")
                .orFail().line();
    }
}
