package dev.towline.render;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towline.desired.MemoryFiles;
import dev.towline.desired.Problem;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Any bytes in a config repo's files give a state or problems, in bounded time, and never another exception. */
class ConfigFuzzTest {
    private static final List<String> FILES = List.of("towline.yaml", "hosts/example.yaml", "sites/ysc/site.yaml",
            "sites/logbook/site.yaml", "components/demo-app/component.yaml");
    private static final List<String> PIECES = List.of("{", "}", "[", "]", ": ", "- ", "\n", "  ", "&a ", "*a", "!!x ",
            "|", ">", "\"",
            "'", "#", "---\n", "\t", "\u0000", "\u2028", "{{", "{%", "null", "~", "0x1", "1e999", "9999999999999999999",
            "true", "''", "<<: ");

    @Test
    void mutated_files_never_break_the_reader() {
        Random random = new Random(20_261_130);
        for (int i = 0; i < 150; i++) {
            MemoryFiles files = MemoryFiles.over(ExampleConfigRepo.files());
            String file = FILES.get(random.nextInt(FILES.size()));
            byte[] bytes = mutated(files.read(file).orElseThrow(), random);
            int run = i;
            assertTimeoutPreemptively(Duration.ofSeconds(20),
                    () -> Validation.of(files.with(file, bytes), ExampleConfigRepo.shipped()),
                    () -> "run " + run + " of " + file + ": " + new String(bytes, StandardCharsets.ISO_8859_1));
        }
    }

    private static byte[] mutated(byte[] from, Random random) {
        StringBuilder text = new StringBuilder(new String(from, StandardCharsets.ISO_8859_1));
        for (int i = random.nextInt(6); i >= 0; i--) {
            int at = random.nextInt(text.length());
            switch (random.nextInt(4)) {
                case 0 -> text.insert(at,
                        new String(PIECES.get(random.nextInt(PIECES.size())).getBytes(StandardCharsets.UTF_8),
                                StandardCharsets.ISO_8859_1));
                case 1 -> text.delete(at, Math.min(text.length(), at + random.nextInt(30)));
                case 2 -> text.setCharAt(at, (char) random.nextInt(256));
                default -> text.insert(at, text.substring(at, Math.min(text.length(), at + random.nextInt(200))));
            }
        }
        return text.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"aliases", "deep-list", "deep-map", "long", "keys", "many", "types"})
    void a_bomb_is_a_problem(String kind) {
        String yaml = switch (kind) {
            case "aliases" ->
                "vars:\n  a: &a [x,x,x,x,x,x,x,x,x]\n  b: &b [*a,*a,*a,*a,*a,*a,*a]\n  c: [*b,*b,*b,*b,*b]\n";
            case "deep-list" -> "vars: { a: " + "[".repeat(5_000) + "]".repeat(5_000) + " }\n";
            case "deep-map" -> "{a: ".repeat(5_000) + "1" + "}".repeat(5_000);
            case "long" -> "vars: { a: " + "x".repeat(2 << 20) + " }\n";
            case "keys" -> "vars:\n" + "  a: 1\n".repeat(20_000);
            case "many" -> "x: 1\n".repeat(50_000);
            default -> "vars: !!javax.script.ScriptEngineManager [x]\n";
        };
        List<Problem> problems = assertTimeoutPreemptively(Duration.ofSeconds(20), () -> Validation.of(
                MemoryFiles.over(ExampleConfigRepo.files()).with("towline.yaml", yaml), ExampleConfigRepo.shipped()));
        assertTrue(!problems.isEmpty() && problems.size() < 400, problems.size() + "");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            migrations:\\n  engine: django | migrations:\\n  lockTimeout: 0s\\n  engine: django
            path: /login/,                | path: /login/, json: { status: ok },
            path: /login/,                | path: /lögin/,
            X-Forwarded-Proto: https      | Host: a.example.org
            """)
    void a_setting_that_can_never_work_is_a_problem(String from, String to) {
        List<Problem> problems = Validation.of(MemoryFiles.over(ExampleConfigRepo.files()).edit("sites/ysc/site.yaml",
                from.replace("\\n", "\n"), to.replace("\\n", "\n")), ExampleConfigRepo.shipped());
        assertEquals(1, problems.size(), problems.toString());
        assertEquals("sites/ysc/site.yaml", problems.getFirst().file());
        assertTrue(problems.getFirst().line() > 0);
    }

    @Test
    void a_component_that_another_needs_is_missed() {
        List<Problem> problems = Validation.of(MemoryFiles.over(ExampleConfigRepo.files()).edit("hosts/example.yaml",
                "[base, nginx, postgresql]", "[base, nginx]"), ExampleConfigRepo.shipped());
        assertEquals(1, problems.size(), problems.toString());
        assertTrue(problems.getFirst().message().contains("needs the component postgresql"), problems.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"hosts/.DS_Store", "hosts/.gitkeep", "hosts/h.yaml~", "hosts/.h.yaml.swp",
            "hosts/README.md"})
    void leftovers_of_editors_are_no_problem(String path) {
        assertEquals(List.of(), Validation.of(MemoryFiles.over(ExampleConfigRepo.files()).with(path, "x"),
                ExampleConfigRepo.shipped()));
    }
}
