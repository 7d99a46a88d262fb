package dev.towline.migrate.django;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towline.desired.MigrationOverride;
import dev.towline.desired.MigrationPermit;
import dev.towline.desired.MigrationPermit.Permission;
import dev.towline.render.RenderedRelease.ContractPolicy;
import dev.towline.render.RenderedRelease.Engine;
import dev.towline.render.RenderedRelease.Ordered;
import dev.towline.render.RenderedRelease.RestoreSource;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class PermitsTest {
    private static final String SHA = "0".repeat(64);

    private static Ordered ordered(List<MigrationPermit> permits, List<MigrationOverride> overrides) {
        return new Ordered(new Engine.Django("bin/python"), List.of(new RestoreSource.Postgres("club")),
                "/opt/club/migrations", ContractPolicy.MANUAL, Duration.ofSeconds(2),
                permits, overrides);
    }

    @Test
    void what_is_permitted_is_told_to_the_commands_that_migrate() {
        Ordered ordered = ordered(
                List.of(new MigrationPermit("club.0002_x", List.of(Permission.UNGUARDED, Permission.REPEATABLE),
                        "why")),
                List.of(new MigrationOverride("alter-type", "club/migrations/0003_y.py", SHA, "few rows")));
        assertEquals(List.of("--unguarded", "club.0002_x", "--repeatable", "club.0002_x", "--override", "alter-type",
                "club/migrations/0003_y.py", SHA), Permits.words(ordered, "plan"));
        assertEquals(Permits.words(ordered, "plan"), Permits.words(ordered, "run"));
    }

    @Test
    void a_contract_is_told_what_may_run_again_then() {
        Ordered again = ordered(
                List.of(new MigrationPermit("club.0002_x", List.of(Permission.REPEATABLE, Permission.UNIQUE_NOW),
                        "why")),
                List.of());
        assertEquals(List.of("--repeatable", "club.0002_x"), Permits.words(again, "contract"));
        assertEquals(List.of("--repeatable", "club.0002_x"), Permits.words(again, "settle"));
        assertEquals(List.of(), Permits.words(again, "status"));
    }

    @Test
    void a_contract_is_told_only_what_runs_unguarded() {
        Ordered ordered = ordered(
                List.of(new MigrationPermit("club.0002_x", List.of(Permission.UNGUARDED, Permission.EDITED), "why")),
                List.of());
        assertEquals(List.of("--unguarded", "club.0002_x"), Permits.words(ordered, "contract"));
        assertEquals(List.of("--accept-edited", "club.0002_x"), Permits.words(ordered, "status"));
        assertEquals(List.of(), Permits.words(ordered, "check"));
    }

    @Test
    void a_permit_without_a_reason_or_an_app_is_refused() {
        assertThrows(IllegalArgumentException.class,
                () -> new MigrationPermit("club.0002_x", List.of(Permission.EDITED), " "));
        var e = assertThrows(IllegalArgumentException.class,
                () -> new MigrationPermit("0002_x", List.of(Permission.EDITED), "why"));
        assertTrue(String.valueOf(e.getMessage()).contains("app.name"));
    }

    @Test
    void an_override_names_the_digest_of_what_was_looked_at() {
        var e = assertThrows(IllegalArgumentException.class,
                () -> new MigrationOverride("alter-type", "club.0002_x", "abc", "why"));
        assertTrue(String.valueOf(e.getMessage()).contains("sha256sum"));
    }
}
