package dev.towline.render;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towline.desired.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No template can run, grow or nest without end. */
class TemplateBudgetTest {
    private static final String FILE = "components/x/x.j2";
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String SHARED = "{% set ns = namespace(a=[1], b=[1]) %}{% for i in range(60) %}"
            + "{% set ns.a = [ns.a, ns.a] %}{% set ns.b = [ns.b, ns.b] %}{% endfor %}\n";

    private final TemplateEngine engine = new TemplateEngine((name, from) -> Optional.empty());

    private Problem refused(String template) {
        return assertTimeoutPreemptively(SOON, () -> assertThrows(RenderException.class,
                () -> engine.render(new TemplateSource(FILE, template), Map.of()))).problems().getFirst();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{{ ns.a == ns.b }}", "{{ ns.a < ns.b }}", "{{ ns.a in [ns.b] }}", "{{ ns.a }}",
            "{{ ns.a | to_json }}", "{{ ns.a | flatten }}", "{{ [ns.a] | unique }}",
            "{{ [ns.b] | difference([ns.a]) }}",
            "{{ ns.a | string }}", "{{ '%s' % [ns.a] }}", "{{ [ns.a].index(ns.b) }}"})
    void a_value_that_shares_itself_is_walked_within_the_budget(String use) {
        assertEquals(2, refused(SHARED + use).line());
    }

    @Test
    void a_tuple_that_shares_itself_is_no_key() {
        assertEquals(2, refused("{% set ns = namespace(a=(1,)) %}{% for i in range(60) %}{% set ns.a = (ns.a, ns.a) %}"
                + "{% endfor %}\n{{ {ns.a: 1} }}").line());
    }

    @ParameterizedTest
    @ValueSource(strings = {"{{ ('9' * 1000000) | int }}", "{{ ('1_1' * 300000) | float }}",
            "{{ ('a' * 2000000) | wordwrap(1) }}", "{{ range(30) | permutations | list }}",
            "{{ range(30) | combinations(15) | list }}", "{{ range(100000) | product(range(100000)) | list }}",
            "{{ '%.1000000f' % 1.5 }}", "{{ '{:.999999999e}'.format(1.5) }}", "{{ '{:>999999999}'.format(1) }}",
            "{{ ('a' * 1000000 ~ 'b') in ('a' * 3000000) }}x{% for i in range(100000) %}{{ 'a' * 1000000 }}{% endfor %}",
            "{{ ('0' * 1000000 ~ 'x') | human_to_bytes }}",
            "{% for i in range(100000) %}{{ ('a' * 2000000)[5] }}{% endfor %}",
            "{{ ('a' * 40) | regex_search('(.*a){12}b') }}",
            "{{ 'a' | regex_replace('a', '\\\\g<0>' * 900000) }}",
            "{{ ('[' * 100000) | from_json }}", "{{ ('- a\\n' * 100000) | from_yaml }}",
            "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
            "{% for i in [1] recursive %}{{ loop([1]) }}{% endfor %}",
            "{% set ns = namespace(s='a') %}{% for i in range(100) %}{% set ns.s = ns.s ~ ns.s %}{% endfor %}"})
    void a_costly_operation_ends_within_the_budget(String template) {
        assertEquals(FILE, refused(template).file());
    }

    @Test
    void a_long_text_is_searched_in_the_time_of_its_length() throws RenderException {
        assertEquals("False", assertTimeoutPreemptively(SOON, () -> engine.render(new TemplateSource(FILE,
                "{{ ('a' * 1000000 ~ 'b') in ('a' * 3000000) }}"), Map.of())));
    }

    @ParameterizedTest
    @ValueSource(strings = {"(", "[", "{", "-", "not ", "a if ", "1 + (", "a[", "a(", "a.b(", "{'a': "})
    void an_expression_is_not_nested_without_end(String piece) {
        refused("{{ " + piece.repeat(100_000) + " }}");
    }

    @ParameterizedTest
    @ValueSource(strings = {" + 1", " ~ 1", " and 1", " or 1", " | abs", ".a", "[0]", "()", " ** 1", " * 1",
            " if 1 else 1"})
    void a_row_of_operators_is_not_without_end(String piece) {
        refused("{{ 1" + piece.repeat(60_000) + " }}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{% if 1 %}", "{% for i in [1] %}", "{% filter upper %}", "{% set x %}", "{% with %}",
            "{% macro m() %}", "{% call m() %}"})
    void blocks_are_not_nested_without_end(String piece) {
        refused(piece.repeat(10_000));
    }

    @Test
    void a_template_is_not_longer_than_its_limit() {
        assertEquals(1, refused("{{ 1 }}" + "x".repeat(1 << 20)).line());
    }

    @Test
    void a_limit_says_which_and_where() {
        Problem problem = refused("ok\n{% set x = [] %}\n  {% for i in range(100000) %}"
                + "{% for j in range(100000) %}{% endfor %}{% endfor %}");
        assertEquals(3, problem.line());
        assertTrue(problem.message().contains("32 MiB"), problem.message());
    }

    @Test
    void an_interrupt_ends_a_rendering_and_is_no_problem_of_the_template() throws InterruptedException {
        Object[] how = new Object[1];
        Thread rendering = Thread.ofVirtual().start(() -> {
            Thread.currentThread().interrupt();
            try {
                engine.render(new TemplateSource(FILE,
                        "{% for i in range(100000) %}{% for j in range(10) %}{% endfor %}{% endfor %}"), Map.of());
                how[0] = "rendered";
            } catch (CancellationException | RenderException e) {
                how[0] = e.getClass();
            }
        });
        assertTrue(rendering.join(Duration.ofSeconds(20)));
        assertEquals(CancellationException.class, how[0]);
    }

    @Test
    void all_files_of_a_target_have_one_budget() {
        Problem problem = TargetBudget.around(() -> assertThrows(RenderException.class, () -> {
            for (int i = 0; i < 100; i++) {
                TargetBudget.made("x" + i, 1 << 20);
            }
        })).problems().getFirst();
        assertEquals("x16", problem.file());
    }

    /**
     * A sample of {@link HostileTemplates} in a process with the agent's heap. The whole of it:
     * {@code java -Xmx96m -cp ... dev.towline.render.HostileTemplates 1 0 1000000}.
     */
    @Test
    void nothing_of_the_language_kills_or_hangs_a_process_with_a_small_heap(@TempDir Path folder)
            throws IOException, InterruptedException {
        Path log = folder.resolve("log");
        Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx96m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:+ExitOnOutOfMemoryError", "-cp",
                System.getProperty("java.class.path"), HostileTemplates.class.getName(),
                Long.toString(System.nanoTime()), "300", "2000").redirectErrorStream(true)
                .redirectOutput(log.toFile()).start();
        boolean ended = process.waitFor(120, TimeUnit.SECONDS);
        process.destroyForcibly();
        List<String> said = Files.readAllLines(log, java.nio.charset.StandardCharsets.ISO_8859_1);
        String bad = said.stream().filter(line -> line.startsWith("BAD")).findFirst().orElse(said.getLast());
        assertTrue(ended && process.waitFor() == 0, bad);
    }
}
