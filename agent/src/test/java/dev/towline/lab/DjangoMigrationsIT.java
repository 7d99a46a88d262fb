package dev.towline.lab;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import dev.towline.host.TemporaryPostgres;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The shipped {@code towline_django} with a real Django, a real PostgreSQL and the real judge: each Python test of
 * {@code src/test/python} is one here; {@code -Dpython.test=} takes a part of a name. {@code TOWLINE_TEST_DJANGO} ("Django==4.2.* psycopg2-binary") takes another
 * Django from the index.
 */
class DjangoMigrationsIT {
    private static final Path TESTS = Path.of("src/test/python").toAbsolutePath();
    private static final Duration LONGEST = Duration.ofMinutes(5);

    private static @Nullable TemporaryPostgres server;

    @BeforeAll
    static void start() throws Exception {
        server = TemporaryPostgres.start("club");
    }

    @AfterAll
    static void stop() throws Exception {
        TemporaryPostgres started = server;
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
        return Arrays.stream(names.split("\n")).filter(name -> name.contains(System.getProperty("python.test", "")))
                .map(name -> DynamicTest.dynamicTest(name.substring(name.lastIndexOf('.') + 1),
                        () -> inTests(Command.of(python, "-W", "error::SyntaxWarning", "-m", "unittest", name)
                                .limit(LONGEST)).runOk()));
    }

    private static Command inTests(Command command) {
        TemporaryPostgres started = server;
        if (started == null) {
            throw new IllegalStateException("no server");
        }
        return command.behind(List.of("env", "-C", TESTS.toString())).with("TOWLINE_TEST_PG", started.address())
                .with("TOWLINE_TEST_PG_BIN", started.binaries().toString()).with("TOWLINE_JUDGE", judge())
                .with("PYTHONDONTWRITEBYTECODE", "1");
    }

    /** The judge of this very build, as a JSON array. */
    private static String judge() {
        return Stream.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:+UseSerialGC",
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
