package dev.towline.render;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towline.desired.ConfigRepo;
import dev.towline.desired.DesiredState;
import dev.towline.desired.Example;
import dev.towline.desired.MemoryFiles;
import dev.towline.desired.TargetName;
import dev.towline.desired.parse.Assembly;
import dev.towline.desired.parse.ConfigReader;
import dev.towline.host.Facts;
import dev.towline.render.RenderedRelease.ContractPolicy;
import dev.towline.render.RenderedRelease.Engine;
import dev.towline.render.RenderedRelease.Migration;
import dev.towline.render.RenderedRelease.Ordered;
import dev.towline.secret.StandInSecrets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a site and its component say about SQL files. */
class SqlFilesConfigTest {
    private static final Facts FACTS = new Facts("soar-1", 2, 2048, "debian", "12", "amd64");
    private static final String COMPONENT = """
            description: An application with SQL files.
            release:
              files:
                - { path: env, content: "DATABASE_URL=x", environment: true }
              migrations:
                files: db/migrations
                saves: [ { postgresql: "{{ site.user }}" } ]
            """;
    private static final String SITE = """
            domain: staging.example.org
            components: [files]
            app: { repo: "https://github.com/example/club.git", track: main }
            user: stage
            migrations: { engine: sql, contract: after-soak, lockTimeout: 3s, baseline: 41 }
            """;
    private final MemoryFiles repo = Example.repo().with("components/files/component.yaml", COMPONENT)
            .with("sites/staging/site.yaml", SITE);

    @Test
    void a_folder_of_files_is_all_that_an_application_needs() {
        Migration migration = migration();
        assertEquals("", migration.unordered());
        Ordered ordered = migration.ordered().orElseThrow();
        assertEquals(new Engine.SqlFiles("db/migrations", "DATABASE_URL", 41, Duration.ofHours(2)), ordered.engine());
        assertEquals(List.of(new RenderedRelease.RestoreSource.Postgres("stage")), ordered.databases());
        assertEquals(ContractPolicy.AFTER_SOAK, ordered.contract());
        assertEquals(Duration.ofSeconds(3), ordered.lockTimeout());
    }

    @Test
    void variable_and_time_may_be_others() {
        component("files: db/migrations", "files: { folder: sql, url: PG_URL, timeout: 10m }");
        assertEquals(new Engine.SqlFiles("sql", "PG_URL", 41, Duration.ofMinutes(10)),
                migration().ordered().orElseThrow().engine());
    }

    @Test
    void files_that_nobody_would_run_are_a_problem() {
        site("engine: sql, contract: after-soak, lockTimeout: 3s, baseline: 41", "engine: none");
        assertTrue(
                refused().contains(
                        "has its migrations in SQL files and no command for them; write migrations: { engine: sql }"),
                refused());
    }

    @Test
    void an_override_of_a_rule_that_there_is_none_of_is_a_problem_with_the_nearest_name() {
        String override = ", overrides: [ { rule: %s, migration: 0042_x.sql, sha256: " + "ab".repeat(32)
                + ", reason: because } ]";
        site("baseline: 41", "baseline: 41" + override.formatted("drop-colum"));
        assertTrue(refused().contains("the rule 'drop-colum', which there is none of; did you mean 'drop-column'?"),
                refused());
        site("baseline: 41", "baseline: 41" + override.formatted("something-else-altogether"));
        assertTrue(refused().contains("docs/reference/migration-rules.md lists them"), refused());
    }

    @Test
    void an_engine_without_files_is_a_problem() {
        repo.with("components/files/component.yaml", COMPONENT.replace("    files: db/migrations\n",
                "    pending: [sh, pending]\n    run: [sh, migrate]\n"));
        assertTrue(refused().contains("'migrations.engine: sql', and no component of the site names SQL files"),
                refused());
    }

    @Test
    void a_baseline_belongs_to_files() {
        site("engine: sql,", "engine: none,");
        repo.with("components/files/component.yaml", COMPONENT.replace("    files: db/migrations\n",
                "    files: db/migrations\n    pending: [sh, pending]\n    run: [sh, migrate]\n"));
        assertTrue(refused().contains("'migrations.baseline' is for SQL files"), refused());
    }

    @Test
    void neither_commands_nor_files_are_no_migrations() {
        component("    files: db/migrations\n", "    pending: [sh, pending]\n");
        assertTrue(refused().contains("migrations have both 'pending' and 'run', or 'files', or all three"),
                refused());
    }

    @Test
    void a_folder_that_leads_out_of_the_app_is_refused() {
        component("files: db/migrations", "files: ../other");
        assertTrue(refused().contains("it is no path below the folder"), refused());
    }

    @Test
    void without_a_database_in_the_hosts_own_server_they_cannot_be_run() {
        component("    saves: [ { postgresql: \"{{ site.user }}\" } ]\n",
                "    saves: [ { sqlite: /opt/x/db.sqlite3 } ]\n");
        assertTrue(render() instanceof Rendering.Refused refused
                && refused.problems().toString()
                        .contains("SQL files are run in one database of the host's own PostgreSQL"),
                () -> render().toString());
    }

    private void component(String from, String to) {
        repo.with("components/files/component.yaml", COMPONENT.replace(from, to));
    }

    private void site(String from, String to) {
        repo.with("sites/staging/site.yaml", SITE.replace(from, to));
    }

    private Migration migration() {
        return render() instanceof Rendering.Settled settled
                ? settled.target().release().flatMap(RenderedRelease::migration).orElseThrow()
                : org.junit.jupiter.api.Assertions.fail(refused());
    }

    private String refused() {
        ConfigRepo config = ConfigReader.read(repo, Example.shipped());
        DesiredState state = Assembly.of(config, "soar-1");
        return state.targets().get(new TargetName("staging")) + " " + state.problems() + " " + state;
    }

    private Rendering render() {
        ConfigRepo config = ConfigReader.read(repo, Example.shipped());
        return new TargetRenderer(config, Assembly.of(config, "soar-1"), FACTS,
                new AgentFacts("", "127.0.0.1:9876", List.of())).render(new TargetName("staging"),
                        new RenderInputs(new StandInSecrets(), new AppTree.At(FakeApp.django()),
                                _ -> Optional.of("Python 3.11.2")));
    }
}
