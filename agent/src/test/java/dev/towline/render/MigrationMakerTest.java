package dev.towline.render;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towline.desired.MemoryFiles;
import dev.towline.render.RenderedRelease.Migration;
import dev.towline.render.RenderedRelease.Ordered;
import dev.towline.render.RenderedRelease.RestoreSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which databases of a site are saved and go out in order, with the components that ship. */
class MigrationMakerTest {
    private static final String YSC = "sites/ysc/site.yaml";
    private static final String COMPONENT = "components/django/component.yaml";
    private final MemoryFiles files = MemoryFiles.over(ExampleConfigRepo.files());

    private Migration migration(String site) {
        return target(site).release().flatMap(RenderedRelease::migration).orElseThrow();
    }

    private RenderedTarget target(String site) {
        return ExampleConfigRepo.target(files, "example", site, ExampleConfigRepo.DEBIAN_12, "");
    }

    private static List<String> places(List<RestoreSource> sources) {
        return sources.stream().map(RestoreSource::place).toList();
    }

    @Test
    void a_sqlite_file_is_ordered_like_any_database() {
        Migration migration = migration("logbook");
        assertEquals(List.of(new RestoreSource.Sqlite("/opt/logbook/shared/db.sqlite3")),
                migration.ordered().map(Ordered::databases).orElseThrow());
        assertEquals("", migration.unordered());
    }

    @Test
    void several_databases_are_made_saved_and_ordered_together() {
        files.edit(YSC, "vars:\n",
                "vars:\n  database_others: [ysc_logs, ysc_mail]\n  django_sqlite: /opt/ysc/shared/cache.sqlite3\n");
        Migration migration = migration("ysc");
        assertEquals(List.of("ysc", "ysc_logs", "ysc_mail", "/opt/ysc/shared/cache.sqlite3"),
                places(migration.saves()));
        assertEquals(migration.saves(), migration.ordered().map(Ordered::databases).orElseThrow());
        assertEquals(List.of("ysc", "ysc_logs", "ysc_mail"),
                target("ysc").databases().stream().map(RenderedDatabase::name).toList());
        assertEquals(List.of("ysc"),
                target("ysc").databases().stream().map(RenderedDatabase::role).distinct().toList());
    }

    @Test
    void others_are_saved_too_where_the_first_is_a_file() {
        files.edit("sites/logbook/site.yaml", "vars:\n", "vars:\n  database_others: [logbook_archive]\n");
        assertEquals(List.of("logbook_archive", "/opt/logbook/shared/db.sqlite3"),
                places(migration("logbook").saves()));
    }

    @Test
    void what_is_saved_nowhere_is_not_ordered_and_told() {
        files.edit("sites/logbook/site.yaml", "  django_sqlite: /opt/logbook/shared/db.sqlite3\n", "");
        assertEquals(Optional.empty(), migration("logbook").ordered());
        assertEquals("no database of its own that is saved before ('migrations.saves' of its component)",
                migration("logbook").unordered());
    }

    @Test
    void two_files_of_one_name_are_refused_because_their_restore_points_could_not_be_told_apart() {
        MemoryFiles shipped = MemoryFiles.over(ExampleConfigRepo.shipped());
        shipped.paths().stream().filter(path -> path.startsWith("django/"))
                .forEach(path -> files.with("components/" + path, shipped.read(path).orElseThrow()));
        files.edit(COMPONENT, "    saves:\n", "    saves:\n      - { sqlite: /opt/logbook/shared/old/db.sqlite3 }\n");
        String problems = String.valueOf(assertThrows(AssertionError.class, () -> target("logbook")).getMessage());
        assertTrue(problems.contains("two SQLite files have the name of /opt/logbook/shared/db.sqlite3"), problems);
    }

    @Test
    void a_name_of_another_database_that_is_none_is_refused_with_its_place() {
        files.edit(YSC, "vars:\n", "vars:\n  database_others: [\"logs;drop\"]\n");
        String problems = String.valueOf(assertThrows(AssertionError.class, () -> target("ysc")).getMessage());
        assertTrue(problems.contains("sites/ysc/site.yaml:27:3: site ysc: database_others[0]: expected"), problems);
    }

    @ParameterizedTest
    @ValueSource(strings = {"contract: manual", "contract: after-soak", "lockTimeout: 5s",
            "permits: [{ migration: club.0004_tidy_slugs, allow: [repeatable], reason: small }]",
            "overrides: [{ rule: rewrite-type, migration: club.0004_tidy_slugs, sha256: "
                    + "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855, reason: small }]"})
    void what_may_change_the_verdict_is_tried_though_the_release_is_the_same(String said) {
        RenderedTarget before = target("ysc");
        files.edit(YSC, "  engine: django\n", "  engine: django\n  " + said + "\n");
        RenderedTarget after = target("ysc");
        assertNotEquals(before.settings(), after.settings());
        assertEquals(before.release().map(RenderedRelease::id), after.release().map(RenderedRelease::id));
    }

    @ParameterizedTest
    @ValueSource(strings = {"memory: 2G", "tasks: 500", "time: 30m", "output: 1G"})
    void a_limit_that_is_raised_after_a_refusal_is_tried_though_the_release_is_the_same(String said) {
        RenderedTarget before = target("ysc");
        files.edit(YSC, "release:\n", "release:\n  limits: { " + said + " }\n");
        RenderedTarget after = target("ysc");
        assertNotEquals(before.settings(), after.settings());
        assertEquals(before.release().map(RenderedRelease::id), after.release().map(RenderedRelease::id));
        assertNotEquals(before.release().map(RenderedRelease::limits), after.release().map(RenderedRelease::limits));
    }

    @Test
    void what_is_said_as_it_is_by_default_is_nothing_new() {
        RenderedTarget before = target("ysc");
        files.edit(YSC, "  engine: django\n",
                "  engine: django\n  contract: next-release\n  lockTimeout: 2s\n  permits: []\n  overrides: []\n");
        assertEquals(before.settings(), target("ysc").settings());
    }
}
