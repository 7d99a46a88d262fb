package dev.towline.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.towline.host.PostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The shipped {@code towline_django} with a real Django, the real judge and the PostgreSQL of each Debian: each Python test of
 * {@code src/test/python} is one here, of the second Debian a sample; {@code -Dpython.test=} takes those with that in their names, on both. {@code TOWLINE_TEST_DJANGO} ("Django==4.2.* psycopg2-binary") takes another
 * Django from the index.
 */
@ParameterizedClass
@EnumSource
class DjangoMigrationsIT {
    private static final Path TESTS = Path.of("src/test/python").toAbsolutePath();
    private static final String JAVA = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    private static final Path HOME = Path.of("target/towline").toAbsolutePath();
    private static final Duration LONGEST = Duration.ofMinutes(5);

    /** What asks the server's catalog, statistics or dump, so that another version may answer otherwise. */
    private static final Pattern SAMPLE = Pattern
            .compile("test_traffic|limit_of_a_transaction|server_killed|concurrent|invalid_leftover"
                    + "|tightenings_of_a_large|locks_and_rewrites|rules_cannot_see|what_old_inserts_cannot_fill");

    private static @Nullable PostgresServer server;
    private final Debian debian;

    DjangoMigrationsIT(Debian debian) {
        this.debian = debian;
    }

    @BeforeParameterizedClassInvocation
    static void start(Debian debian) throws IOException, InterruptedException {
        server = DebianPostgres.start(debian, "club");
    }

    @AfterParameterizedClassInvocation
    static void stop() throws IOException {
        PostgresServer started = server;
        server = null;
        if (started != null) {
            started.close();
        }
    }

    @TestFactory
    Stream<DynamicTest> python() {
        String python = python(LabCache.standard());
        String names = inTests(Command.of(python, "-c", """
                import unittest
                def walk(suite):
                    for test in suite:
                        walk(test) if isinstance(test, unittest.TestSuite) else print(test.id())
                walk(unittest.defaultTestLoader.discover("."))""")).runOk().line();
        return Arrays.stream(names.split("\n")).filter(this::wanted)
                .map(name -> DynamicTest.dynamicTest(name.substring(name.lastIndexOf('.') + 1),
                        () -> inTests(Command.of(python, "-W", "error::SyntaxWarning", "-m", "unittest", name)
                                .limit(LONGEST)).runOk()));
    }

    /** {@code towline lint --shadow} on the whole of a project: Django's own applications are below it, and one statement is what only a database knows. */
    @Test
    void a_projects_history_is_tried_by_lint(@TempDir Path folder) throws IOException {
        ClubRepository.tree(6, folder);
        Files.writeString(folder.resolve("VERSION"), "r6\n");
        Files.writeString(folder.resolve("members/migrations/0003_level.py"), """
                from django.db import migrations


                class Migration(migrations.Migration):
                    dependencies = [('members', '0002_member_phone')]
                    operations = [migrations.RunSQL("ALTER TABLE members_member ADD COLUMN level integer DEFAULT 'none'")]
                """);
        ExecResult said = lint(folder.toString());
        assertEquals(1, said.exit(), said.stderr() + said.stdout());
        List<String> blocking = said.stdout().lines().filter(line -> line.contains(": blocks [")).toList();
        assertEquals(1, blocking.size(), said.stdout());
        assertTrue(blocking.getFirst().contains("0003_level.py:6:") && blocking.getFirst().contains("shadow-failed"),
                said.stdout());
        assertFalse(said.stdout().contains("shadow-untried"), said.stdout());
    }

    /** {@code towline lint --shadow --base --traffic}: a trigger that somebody made long ago takes away what the models of the base read, which no rule sees. */
    @Test
    void a_change_is_judged_against_the_models_and_the_traffic_of_its_base(@TempDir Path folder) throws IOException {
        GitRepository repository = GitRepository.create(folder.resolve("club.git"));
        ClubRepository.tree(6, repository.work().resolve("site"));
        repository.write("site/VERSION", "r6\n").write("site/members/migrations/0003_lever.py", migration(
                "0002_member_phone", """
                        migrations.RunSQL(\"\"\"CREATE TABLE lever (n int);
                            CREATE FUNCTION pull() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                            ALTER TABLE members_member RENAME phone TO telephone; RETURN NEW; END $$;
                            CREATE TRIGGER pull BEFORE INSERT ON lever FOR EACH ROW EXECUTE FUNCTION pull()\"\"\")"""))
                .push("what runs");
        repository.branch("change").write("site/members/migrations/0004_pull.py",
                migration("0003_lever", "migrations.RunSQL('INSERT INTO lever VALUES (1)')"));
        Path traffic = Files.writeString(folder.resolve("statements.jsonl"),
                "{\"query\": \"SELECT phone FROM members_member WHERE id = $1\", \"calls\": 41}\n");
        Path sarif = folder.resolve("lint.sarif");
        String site = repository.work().resolve("site").toString();
        ExecResult said = lint(site, "--base", "origin/main", "--traffic", traffic.toString(), "--json", "--sarif",
                sarif.toString());
        assertEquals(1, said.exit(), said.stderr() + said.stdout());
        var files = new ObjectMapper().readTree(said.stdout()).path("files");
        assertTrue(files.path(0).path("path").asText().endsWith("members/migrations/0004_pull.py"), said.stdout());
        assertEquals("never", files.path(0).path("class").asText());
        for (String rule : List.of("structure", "traffic")) {
            assertTrue(StreamSupport.stream(files.path(0).path("findings").spliterator(), false)
                    .anyMatch(f -> f.path("rule").asText().equals(rule) && f.path("severity").asText().equals("block")
                            && f.path("line").asInt() == 6
                            && f.path("why").asText().contains(rule.equals("traffic")
                                    ? "SELECT phone FROM members_member WHERE id = $1 (sent 41 times)"
                                    : "the code of origin/main, which runs meanwhile: it knows members_member.phone")),
                    said.stdout());
        }
        assertTrue(Files.readString(sarif).contains("\"ruleId\" : \"structure\""));
        ExecResult annotated = lint(site, "--base", "origin/main", "--github");
        assertTrue(annotated.stdout().contains("0004_pull.py,line=6,col=1,title=structure::"), annotated.stdout());
        repository.commit("the change");
        ExecResult itself = lint(site, "--base", "change");
        assertEquals(0, itself.exit(), "what the base lives with is its own affair: " + itself.stdout());
        assertFalse(itself.stdout().contains("0004_pull.py"), itself.stdout());
    }

    @Test
    void a_base_that_cannot_be_judged_says_what_to_do(@TempDir Path folder) throws IOException {
        GitRepository repository = GitRepository.create(folder.resolve("club.git"));
        ClubRepository.tree(6, repository.work());
        String models = repository.read("members/models.py");
        repository.write("VERSION", "r6\n").write("members/models.py", "import nothing_of_that_name\n").push("broken");
        repository.branch("change").write("members/models.py", models);
        String site = repository.work().toString();
        ExecResult said = lint(site, "--base", "origin/main");
        assertEquals(2, said.exit(), said.stdout());
        assertTrue(said.stderr().contains("--base: the project at origin/main cannot be imported:")
                && said.stderr().contains("No module named 'nothing_of_that_name'"), said.stderr());
        repository.write("members/migrations/0003_more.py",
                migration("0002_member_phone", "migrations.RunSQL('CREATE EXTENSION nothing_of_that_name')"))
                .commit("does not run");
        said = lint(site, "--base", "change");
        assertEquals(2, said.exit(), said.stdout());
        assertTrue(said.stderr().contains("--base: the migrations of change do not run on an empty database:"
                + " members.0003_more:") && said.stderr().contains("--schema FILE"), said.stderr());
        said = lint(site);
        assertTrue(said.stderr().contains("note: the structure is not looked at: name what runs in production"),
                said.stderr());
    }

    private static String migration(String after, String operation) {
        return "from django.db import migrations\n\n\nclass Migration(migrations.Migration):\n"
                + "    dependencies = [('members', '" + after + "')]\n    operations = [" + operation + "]\n";
    }

    private static ExecResult lint(String path, String... words) throws IOException {
        List<String> argv = new ArrayList<>(List.of(JAVA, "-Dtowline.home=" + HOME, "-cp",
                System.getProperty("java.class.path"), "dev.towline.Main", "lint", path, "--python",
                python(LabCache.standard()), "--shadow", Objects.requireNonNull(server).url("club")));
        argv.addAll(List.of(words));
        return Command.of(argv).limit(LONGEST).run();
    }

    private boolean wanted(String name) {
        String asked = System.getProperty("python.test", "");
        return name.contains(asked)
                && (debian == Debian.BOOKWORM || !asked.isEmpty() || SAMPLE.matcher(name).find());
    }

    private static Command inTests(Command command) {
        PostgresServer started = server;
        if (started == null) {
            throw new IllegalStateException("no server");
        }
        return command.behind(List.of("env", "-C", TESTS.toString()))
                .with("TOWLINE_TEST_PG", started.host() + ":" + started.port() + ":club")
                .with("TOWLINE_TEST_PG_BIN", started.binaries().toString()).with("TOWLINE_JUDGE", judge())
                .with("PYTHONDONTWRITEBYTECODE", "1");
    }

    /** The judge of this very build, as a JSON array. */
    private static String judge() {
        return Stream.of(JAVA, "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"), "dev.towline.Main", "judge")
                .map(word -> "\"" + word.replace("\\", "\\\\").replace("\"", "\\\"") + "\"")
                .collect(Collectors.joining(",", "[", "]"));
    }

    /** An environment with the club's Django; only its {@code bin/python} is used, which a renamed folder does not break. */
    private static String python(LabCache cache) {
        String other = System.getenv("TOWLINE_TEST_DJANGO");
        String requirements = "club/r4/requirements.txt";
        Path wheels = other == null ? Wheelhouse.folder(cache) : Path.of("/nonexistent");
        String interpreter = Command.of("python3", "-VV").runOk().line();
        Path environment = cache.obtain("django", (other == null ? LabFiles.text(requirements) : other) + interpreter,
                empty -> {
                    Command.of("python3", "-m", "venv", empty.toString()).runOk();
                    String pip = empty.resolve("bin/python").toString();
                    List<String> what = other == null
                            ? List.of("--no-index", "--find-links", wheels.toString(), "--requirement",
                                    LabFiles.at(requirements).toString())
                            : List.of(other.split(" "));
                    Command.of(Stream.concat(Stream.of(pip, "-m", "pip", "install", "--quiet"), what.stream()).toList())
                            .limit(LONGEST).runOk();
                });
        return environment.resolve("bin/python").toString();
    }
}
