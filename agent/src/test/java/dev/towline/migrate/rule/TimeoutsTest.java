package dev.towline.migrate.rule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towline.migrate.lint.Located;
import dev.towline.migrate.lint.SourceFile;
import dev.towline.migrate.lint.SqlLint;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A migration that takes its own time limit away is reported, however it is written. */
final class TimeoutsTest {
    private static final String ALTER = ";\nALTER TABLE member ADD COLUMN z int;\n";

    @ParameterizedTest
    @ValueSource(strings = {"SET lock_timeout = 0", "SET lock_timeout TO '0s'", "SET LOCAL lock_timeout = -1",
            "RESET lock_timeout", "RESET statement_timeout", "RESET ALL", "DISCARD ALL", "SET lock_timeout TO DEFAULT",
            "SET SESSION statement_timeout = DEFAULT", "SET LOCAL lock_timeout TO DEFAULT",
            "SELECT set_config('lock_timeout', '0', false)", "SELECT set_config('lock_timeout', (0)::text, true)",
            "SELECT pg_catalog.set_config('statement_timeout', '', false)",
            "SELECT set_config('search_path', 'public', false), set_config('lock_timeout', '0', false)",
            "SELECT set_config('lock_' || 'timeout', '0', false)",
            "SELECT set_config(name, '0', false) FROM pg_settings",
            "SET lock_timeout = '30min'", "SET lock_timeout = 3600000", "SET statement_timeout = '2h'",
            "SET statement_timeout = '1d'", "SET lock_timeout = '0.5ms'", "SET LOCK_TIMEOUT = 0",
            "SET \"lock_timeout\" = 0"})
    void a_limit_that_is_taken_away_is_reported(String setting) {
        assertTrue(rules(setting + ALTER).contains("lock-timeout-off"), () -> rules(setting + ALTER).toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"SET lock_timeout = '2s'", "SET LOCAL statement_timeout = '5min'",
            "SET statement_timeout TO 60000", "SET search_path TO public", "RESET search_path",
            "SET lock_timeout = '1min'",
            "SELECT pg_catalog.set_config('search_path', '', false)", "SELECT set_config('lock_timeout', '2s', true)"})
    void a_limit_that_protects_is_not(String setting) {
        assertEquals(Set.of(), rules(setting + ALTER).stream().filter(r -> r.equals("lock-timeout-off"))
                .collect(Collectors.toSet()));
    }

    /** Between the statements of a block nobody can set the limit again. */
    @ParameterizedTest
    @ValueSource(strings = {"PERFORM set_config('lock_timeout', '0', true)", "SET LOCAL lock_timeout = 0",
            "SET lock_timeout TO DEFAULT", "RESET lock_timeout"})
    void a_block_that_takes_its_limit_away_is_opaque(String setting) {
        String block = "DO $$ BEGIN " + setting + "; ALTER TABLE member ADD COLUMN z int; END $$;";
        assertTrue(blocking(block).contains("opaque-block"), () -> rules(block).toString());
    }

    @Test
    void the_view_behind_set_is_no_way_around_it() {
        assertTrue(blocking("UPDATE pg_settings SET setting = '0' WHERE name = 'lock_timeout'" + ALTER)
                .contains("system-catalogue"));
    }

    private static Set<String> rules(String sql) {
        return lint(sql).stream().map(f -> f.rule().id()).collect(Collectors.toSet());
    }

    private static Set<String> blocking(String sql) {
        return lint(sql).stream().filter(f -> f.severity() == Severity.BLOCK).map(f -> f.rule().id())
                .collect(Collectors.toSet());
    }

    private static List<Located> lint(String sql) {
        return new SqlLint(() -> Scene.postgresql(15), List.of()).lint(List.of(new SourceFile("0001_set.sql", sql)))
                .getFirst().findings();
    }
}
