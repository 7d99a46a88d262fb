package dev.towline.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towline.host.PostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
        ExecResult said = Command.of(JAVA, "-Dtowline.home=" + HOME, "-cp", System.getProperty("java.class.path"),
                "dev.towline.Main", "lint", folder.toString(), "--python", python(LabCache.standard()), "--shadow",
                Objects.requireNonNull(server).url("club")).limit(LONGEST).run();
        assertEquals(1, said.exit(), said.stderr() + said.stdout());
        List<String> blocking = said.stdout().lines().filter(line -> line.contains(": blocks [")).toList();
        assertEquals(1, blocking.size(), said.stdout());
        assertTrue(blocking.getFirst().contains("0003_level.py:6:") && blocking.getFirst().contains("shadow-failed"),
                said.stdout());
        assertFalse(said.stdout().contains("shadow-untried"), said.stdout());
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
