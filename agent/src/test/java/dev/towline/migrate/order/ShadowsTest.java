package dev.towline.migrate.order;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towline.render.RenderedRelease.ContractPolicy;
import dev.towline.render.RenderedRelease.Ordered;
import dev.towline.render.RenderedRelease.RestoreSource;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ShadowsTest {
    private static Map<String, String> names(RestoreSource... databases) {
        return Shadows.names(new Ordered(new dev.towline.render.RenderedRelease.Engine.Django("bin/python"),
                List.of(databases), "/opt/club/migrations",
                ContractPolicy.MANUAL, Duration.ofSeconds(2), List.of(), List.of()));
    }

    @Test
    void each_database_of_postgresql_has_one_and_a_file_has_none_here() {
        assertEquals(Map.of("club", "towline_shadow_club", "logs", "towline_shadow_logs"),
                names(new RestoreSource.Postgres("club"), new RestoreSource.Sqlite("/opt/club/shared/db.sqlite3"),
                        new RestoreSource.Postgres("logs")));
        assertEquals(Map.of(), names(new RestoreSource.Sqlite("/opt/club/shared/db.sqlite3")));
    }

    @Test
    void long_names_that_begin_alike_are_told_apart_and_fit() {
        String alike = "a".repeat(60);
        Map<String, String> names = names(new RestoreSource.Postgres(alike + "1"),
                new RestoreSource.Postgres(alike + "2"));
        assertEquals(2, Set.copyOf(names.values()).size());
        assertTrue(names.values().stream().allMatch(name -> name.length() <= 63), names::toString);
    }
}
