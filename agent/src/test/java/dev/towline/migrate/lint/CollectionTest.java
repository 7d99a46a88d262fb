package dev.towline.migrate.lint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.towline.migrate.rule.Scene;
import dev.towline.migrate.rule.Severity;
import dev.towline.migrate.rule.Verdict;
import dev.towline.migrate.sql.Name;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Small migrations of every kind, safe and unsafe, each with the class and severity that a person gave it:
 * {@code --- class severity [pg N | on sqlite] [was table.column type]: what it is}.
 */
class CollectionTest {
    private static final Path FOLDER = Path.of("src/test/resources/migrate/collection");
    private static final Pattern HEAD = Pattern.compile(
            "(?m)^--- (\\S+) (\\S+?)(?: (?:pg |on )(\\w+))?(?: was (\\w+)\\.(\\w+) (.*?))?: (.*)\\n((?:(?!--- ).*\\n?)*)");

    @TestFactory
    Stream<DynamicTest> each_is_judged_as_a_person_would() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        try (Stream<Path> files = Files.list(FOLDER)) {
            for (Path file : files.sorted().toList()) {
                HEAD.matcher(Files.readString(file)).results()
                        .forEach(m -> tests.add(dynamicTest(file.getFileName() + ": " + m.group(7) + ": "
                                + m.group(8).strip().lines().findFirst().orElse(""), () -> check(m))));
            }
        }
        return tests.stream();
    }

    private static void check(MatchResult wanted) {
        FileReport report = new SqlLint(() -> scene(wanted), List.of())
                .lint(List.of(new SourceFile("0001_some.sql", wanted.group(8)))).getFirst();
        Severity worst = report.findings().stream().map(Located::severity).max(Comparator.naturalOrder())
                .orElse(Severity.NONE);
        Verdict verdict = report.verdict();
        assertEquals(wanted.group(1) + " " + wanted.group(2), verdict.word() + " " + worst.word(),
                () -> report.findings().stream().map(f -> f.rule().id() + " " + f.severity()).toList().toString());
    }

    private static Scene scene(MatchResult wanted) {
        @Nullable
        String server = wanted.group(3);
        if ("sqlite".equals(server)) {
            return Scene.sqlite();
        }
        Scene scene = Scene.postgresql(server == null ? 15 : Integer.parseInt(server));
        if (wanted.group(4) != null) {
            scene.type(new Name(null, wanted.group(4)), wanted.group(5), wanted.group(6));
        }
        return scene;
    }
}
