package dev.towline.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An ordinary migration's whole life on Debian 12, and what is refused after it. */
class MigrationsHostTest extends OrdinaryMigrationContract {
    @RegisterExtension
    static final BootedHost LAB = BootedHost.of(HostImage.READY);

    @Override
    DebianHost host() {
        return LAB.host();
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
