package dev.towline.render;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.fail;

import dev.towline.render.value.Types;
import dev.towline.render.value.Yaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.function.Executable;

/** What the real Ansible made of every template in the corpus, see generate.py beside it. */
class AnsibleCorpusTest {
    private static final Path CORPUS = Path.of(System.getProperty("towline.corpus", "src/test/resources/render"));

    @TestFactory
    Stream<DynamicTest> renders_what_ansible_renders_or_refuses() throws IOException {
        List<Path> files;
        try (Stream<Path> listed = Files.list(CORPUS)) {
            files = listed.filter(path -> path.toString().endsWith(".yaml")).sorted().toList();
        }
        assertFalse(files.isEmpty(), "no corpus in " + CORPUS.toAbsolutePath());
        return files.stream().map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> check(file)));
    }

    private static void check(Path file) throws IOException {
        @SuppressWarnings("unchecked")
        List<Map<String, Object>> cases = (List<Map<String, Object>>) Objects
                .requireNonNull(Types.toJava(Yaml.read(Files.readString(file))));
        List<Executable> checks = new ArrayList<>();
        cases.forEach(each -> checks.add(() -> check(each)));
        assertAll(file.toString(), checks);
    }

    @SuppressWarnings("unchecked")
    private static void check(Map<String, Object> each) {
        String template = (String) Objects.requireNonNull(each.get("template"));
        Map<String, Object> vars = (Map<String, Object>) each.getOrDefault("vars", Map.of());
        Map<String, String> files = (Map<String, String>) each.getOrDefault("files", Map.of());
        TemplateEngine engine = new TemplateEngine((name, from) -> Optional.ofNullable(files.get(name))
                .map(text -> new TemplateSource(name, text)));
        boolean refused = each.containsKey("fails") && !each.containsKey("instead") || each.containsKey("refused");
        try {
            String result = engine.render(new TemplateSource("t.j2", template), vars);
            if (refused) {
                fail(each.get("name") + " should be refused: " + template + " gave " + result);
            }
            assertEquals(each.getOrDefault("instead", each.get("expected")), result,
                    each.get("name") + ": " + template);
        } catch (RenderException e) {
            if (!refused && !Boolean.getBoolean("towline.corpus.lenient")) {
                fail(each.get("name") + " is refused: " + template + "\n" + e.getMessage());
            }
        }
    }
}
