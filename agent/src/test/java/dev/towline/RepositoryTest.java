package dev.towline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is true of every file of the repository. */
final class RepositoryTest {
    private static final int LONGEST_CLASS = 350;
    /** Where packages come from is the machine's setting; a name in here would go around it. */
    private static final Pattern REGISTRY = Pattern.compile("(?i)\\b(pypi[.]org|pythonhosted[.]org|npmjs[.](org|com)"
            + "|repo1?[.]maven([.]apache)?[.]org|rubygems[.]org|crates[.]io|proxy[.]golang[.]org|docker[.](io|com)|ghcr[.]io"
            + "|quay[.]io|gcr[.]io|deb[.]debian[.]org|archive[.]ubuntu[.]com|plugins[.]gradle[.]org)\\b");
    /** A path that exists on one developer's machine only. */
    private static final Pattern SOMEBODYS_PATH = Pattern
            .compile("(?<![\\w./}-])(/Users/\\w|/home/\\w|/root/\\w|/work/\\w|/tmp/wt\\b|[A-Z]:\\\\Users)");
    private static final List<String> SHIPPED = List.of("agent/src/main", "docs", "templates", "config-repo-example",
            "systemd", "README.md", "CHANGELOG.md", "CONTRIBUTING.md", "pom.xml", "agent/pom.xml");

    @Test
    void no_class_is_too_long_to_be_read_at_once() {
        List<String> tooLong = new ArrayList<>();
        for (Path file : files("agent/src/main/java")) {
            long lines = read(file).lines().count();
            if (lines > LONGEST_CLASS) {
                tooLong.add(file + " has " + lines + " lines, may have " + LONGEST_CLASS);
            }
        }
        assertEquals(List.of(), tooLong);
    }

    @Test
    void nothing_that_ships_names_a_package_registry() {
        assertEquals(List.of(), lines(REGISTRY));
    }

    @Test
    void nothing_that_ships_names_a_path_of_a_developers_machine() {
        assertEquals(List.of(), lines(SOMEBODYS_PATH));
    }

    @Test
    void the_top_level_holds_what_the_design_names_and_nothing_else() throws IOException {
        List<String> allowed = List.of("pom.xml", "agent", "config-repo-example", "templates", "systemd", "README.md",
                "LICENSE", "CHANGELOG.md", "CONTRIBUTING.md", "docs", "target");
        try (Stream<Path> entries = Files.list(root())) {
            assertEquals(List.of(), entries.map(p -> p.getFileName().toString())
                    .filter(name -> !name.startsWith(".") && !allowed.contains(name)).sorted().toList());
        }
    }

    @Test
    void every_link_between_the_documents_leads_somewhere() {
        Pattern link = Pattern.compile("]\\(([^)#:]+)(#[^)]*)?\\)");
        List<String> dead = new ArrayList<>();
        for (Path file : SHIPPED.stream().map(RepositoryTest::files).flatMap(List::stream)
                .filter(f -> f.toString().endsWith(".md")).toList()) {
            link.matcher(read(file)).results().map(m -> m.group(1))
                    .filter(to -> !Files.exists(file.resolveSibling(to))).forEach(to -> dead.add(file + ": " + to));
        }
        assertEquals(List.of(), dead);
    }

    @Test
    void the_readme_has_one_command_to_run_and_one_to_test() {
        String readme = read(root().resolve("README.md"));
        for (String heading : List.of("## Run", "## Test")) {
            assertEquals(1, readme.lines().filter(heading::equals).count(), heading);
            String section = readme.substring(readme.indexOf("\n" + heading + "\n") + heading.length() + 2);
            section = section.split("\n## ", 2)[0];
            String[] fences = section.split("(?m)^```.*$", -1);
            assertEquals(3, fences.length, heading + " has one fenced block");
            assertEquals(1, fences[1].strip().lines().count(), heading + " has one command");
        }
    }

    @Test
    void continuous_integration_calls_the_command_of_the_readme() {
        String readme = read(root().resolve("README.md"));
        String command = readme.substring(readme.indexOf("\n## Test\n")).split("(?m)^```.*$", -1)[1].strip();
        assertTrue(read(root().resolve(".ci/run")).lines().anyMatch(line -> line.strip().equals(command)), command);
    }

    private static List<String> lines(Pattern pattern) {
        List<String> found = new ArrayList<>();
        for (String part : SHIPPED) {
            for (Path file : files(part)) {
                int number = 0;
                for (String line : read(file).split("\n")) {
                    number++;
                    if (pattern.matcher(line).find()) {
                        found.add(root().relativize(file) + ":" + number + ": " + line.strip());
                    }
                }
            }
        }
        return found;
    }

    private static List<Path> files(String part) {
        Path start = root().resolve(part);
        if (!Files.exists(start)) {
            return List.of();
        }
        try (Stream<Path> all = Files.walk(start)) {
            return all.filter(Files::isRegularFile).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Bytes as characters, so that a picture does no harm. */
    private static String read(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Tests run in the module's folder. */
    private static Path root() {
        Path here = Path.of("").toAbsolutePath();
        return Files.isDirectory(here.resolve("agent")) ? here : Objects.requireNonNull(here.getParent());
    }
}
