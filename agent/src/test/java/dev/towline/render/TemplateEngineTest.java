package dev.towline.render;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towline.desired.Problem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a template may not do, and what it is told. */
class TemplateEngineTest {
    private static final String FILE = "components/nginx/vhost.conf.j2";
    private static final Map<String, Object> VARS = Map.of("secret", "hunter2", "list", List.of(1, 2), "dict",
            Map.of("key", "hunter2"), "number", 5);

    private final Map<String, String> files = new HashMap<>();
    private final List<String> asked = new ArrayList<>();
    private final TemplateEngine engine = new TemplateEngine((name, from) -> {
        asked.add(name);
        return Optional.ofNullable(files.get(name)).map(text -> new TemplateSource("shared/" + name, text));
    });

    private List<Problem> refused(String template) {
        return assertThrows(RenderException.class, () -> engine.render(new TemplateSource(FILE, template), VARS),
                template).problems();
    }

    private String render(String template) throws RenderException {
        return engine.render(new TemplateSource(FILE, template), VARS);
    }

    @Test
    void a_problem_names_template_line_column_and_remedy() {
        assertEquals(List.of(new Problem(FILE, 3, 4, "'nope' is undefined",
                "set it in vars, or give it a value here: {{ nope | default(...) }}")), refused("a\n\n{{ nope }}\n"));
    }

    @Test
    void several_problems_are_reported_at_once() {
        assertEquals(List.of(1, 2, 4),
                refused("{{ a }}\n{{ b.c }}\n{{ number }}\n{{ number + 'x' }}").stream().map(Problem::line).toList());
    }

    @Test
    void misspelt_filters_and_tests_are_found_in_branches_that_are_not_taken() {
        List<Problem> problems = refused(
                "{% if false %}{{ number | uper }}{{ x | defualt('') }}{% endif %}\n{{ number is strin }}");
        assertEquals(List.of("did you mean 'upper'?", "did you mean 'default'?", "did you mean 'string'?"),
                problems.stream().map(Problem::remedy).toList());
    }

    @Test
    void an_unknown_filter_is_not_hidden_by_default() {
        assertEquals("there is no filter 'to_ini_'",
                refused("{{ secret | to_ini_ | default('x') }}").getFirst().message());
    }

    @Test
    void lines_are_counted_over_trimmed_newlines_comments_and_raw_blocks() {
        assertEquals(9, refused("{% if true %}\n{#\n#}\n{% raw %}\n{{ x }}\n{% endraw %}\n\n\n{{ nope }}{% endif %}")
                .getFirst().line());
    }

    @ParameterizedTest
    @ValueSource(strings = {"{{ secret + 1 }}", "{{ secret.foo }}", "{{ dict[secret] }}", "{{ secret | int + list }}",
            "{{ secret | from_json }}",
            "{{ [secret] + secret }}", "{{ list[secret] }}", "{{ secret | b64decode | from_yaml }}",
            "{{ list | map(secret) }}",
            "{% include secret %}", "{{ secret | regex_replace(secret ~ '(') }}", "{{ {secret: 1} | xmlattr | nope }}",
            "{{ secret | bool + '' }}",
            "{{ dict | items2dict }}", "{{ list | selectattr(secret) | list }}", "{{ '%d' % secret }}",
            "{{ number | comment(secret) }}",
            "{{ secret is version(secret, secret) }}", "{{ list | map(attribute=secret) | list }}",
            "{{ secret | mandatory(secret) + 1 }}",
            "{{ {} | mandatory(msg=secret) + 1 }}", "{{ nope | mandatory(secret) }}", "{{ list | sum(start=secret) }}",
            "{{ secret | hash(secret) }}", "{{ dict(**{secret: 1}).x }}", "{{ number | round(**{secret: 1}) }}",
            "{{ range(secret) }}"})
    void a_message_never_holds_a_value(String template) {
        try {
            engine.render(new TemplateSource(FILE, template), VARS);
        } catch (RenderException e) {
            assertFalse(String.valueOf(e.getMessage()).contains("hunter2"), e.getMessage());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/etc/passwd", "../nginx/x.j2", "a/../../x", "./x", "a//b", "", "a\\\\b", "..", "a/.."})
    void an_include_may_not_leave_its_folder(String name) {
        Problem problem = refused("\n{% include '" + name + "' %}").getFirst();
        assertEquals(2, problem.line());
        assertTrue(problem.message().contains("may not leave its folder"), problem.toString());
        assertTrue(asked.isEmpty());
    }

    @Test
    void a_problem_in_an_include_names_the_include() {
        files.put("part.j2", "\n{{ nope }}");
        Problem problem = refused("{% include 'part.j2' %}").getFirst();
        assertEquals("shared/part.j2:2", problem.file() + ":" + problem.line());
        files.put("broken.j2", "\n{% if %}");
        assertEquals("shared/broken.j2", refused("{% include 'broken.j2' ignore missing %}").getFirst().file());
    }

    @ParameterizedTest
    @ValueSource(strings = {"{{ ''.__class__ }}", "{{ secret.class }}", "{{ secret.getClass() }}",
            "{{ ____int3rpr3t3r____ }}", "{{ dict.entrySet() }}",
            "{{ list.stream() }}", "{{ (list | first).longValue() }}", "{{ range.call }}", "{{ secret.bytes }}",
            "{{ loop }}", "{{ self }}",
            "{% for i in list %}{{ loop.items }}{% endfor %}", "{{ [].__class__.__mro__ }}",
            "{{ cycler.__init__.__globals__ }}", "{{ namespace().attributes }}"})
    void a_template_reaches_no_java_object(String template) {
        refused(template);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{% do list.append(1) %}", "{% unless true %}{% endunless %}", "{% cycle 'a' %}",
            "{% ifchanged x %}{% endifchanged %}",
            "{% extends 'a' %}", "{% block a %}{% endblock %}", "{% autoescape true %}{% endautoescape %}",
            "{% break %}", "{{ 1 | add(2) }}",
            "{{ 1 | divide(2) }}", "{{ list | shuffle }}", "{{ list | random }}", "{{ lookup('env', 'HOME') }}",
            "{{ now() }}", "{{ query('x') }}",
            "{{ 'x' | realpath }}", "{{ '/etc' is directory }}", "{{ 'x' | password_hash }}", "{{ q | default('x') }}",
            "{{ omit | default('x') }}",
            "{% if true %}", "{% endif %}", "{{ 1", "{{ }}", "{% %}", "{{ 'a }}", "{# x", "{% raw %}",
            "{% if true %}{% endfor %}", "{{ (1 }}"})
    void what_ansible_lacks_or_what_is_not_repeatable_is_refused(String template) {
        Problem problem = refused(template).getFirst();
        assertFalse(problem.remedy().isEmpty(), problem.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"{{ range(10 ** 9) }}", "{{ 'x' * 10 ** 9 }}", "{{ [1] * 10 ** 9 }}",
            "{% for i in range(99999) %}{% for j in range(99999) %}x{% endfor %}{% endfor %}",
            "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", "{% include 'self.j2' %}", "{{ 'x' | center(10 ** 9) }}",
            "{{ '%1000000000d' % 1 }}",
            "{{ ('x' * 5000 ~ '!') is match('(x+x+)+y') }}",
            "{{ 'a' | indent(10 ** 9) }}",
            "{% set ns = namespace(s='xxxxxxxx') %}{% for i in range(99) %}{% set ns.s = ns.s ~ ns.s %}{% endfor %}",
            "{{ '{:>999999999}'.format(1) }}",
            "{{ range(90000) | product(range(90000)) | list }}", "{{ range(30) | permutations | list | length }}",
            "{{ 'x' | ljust(9) }}",
            "{% set l = [] %}{% set _ = l.append(l) %}{{ l }}",
            "{{ ('[' * 5000) | from_json }}",
            "{{ 'a'.ljust(10 ** 10) }}",
            "{{ ('a' * 4000000).replace('', 'bbbbb') }}", "{{ 2 ** 99 }}", "{{ 9223372036854775807 + 1 }}",
            "{{ [[], []] | batch(10 ** 9, 1) }}", "{{ 1.5 | round(10 ** 9) }}",
            "{{ ('[' * 9000) | from_yaml }}", "{{ 'a' | comment(prefix_count=10 ** 9) }}",
            "{{ [1] | to_json(indent=10 ** 9) }}", "{{ '0' | zfill(5) }}"})
    void a_hostile_template_ends_soon(String template) {
        files.put("self.j2", "{% include 'self.j2' %}");
        assertTimeout(Duration.ofSeconds(15), () -> refused(template));
    }

    @Test
    void brackets_without_end_are_refused_and_not_followed_to_the_end_of_the_stack() {
        refused("{{ " + "(".repeat(50_000) + ")".repeat(50_000) + " }}");
        refused("{{ " + "not ".repeat(50_000) + "1 }}");
        refused("{{ " + "-".repeat(50_000) + "1 }}");
        refused("{% if true %}".repeat(5_000) + "{% endif %}".repeat(5_000));
        refused("{{ 1" + " + 1".repeat(200_000) + " }}");
        refused("{{ number" + " | abs".repeat(200_000) + " }}");
    }

    @Test
    void values_with_braces_are_not_interpreted() throws RenderException {
        assertEquals("{{ secret }}",
                engine.render(new TemplateSource(FILE, "{{ v }}"), Map.of("v", "{{ secret }}", "secret", "x")));
    }

    @Test
    void a_rendering_leaves_the_callers_values_alone() throws RenderException {
        List<Object> list = new ArrayList<>(List.of(1));
        assertEquals("[1, 2]",
                engine.render(new TemplateSource(FILE, "{% set _ = l.append(2) %}{{ l }}"), Map.of("l", list)));
        assertEquals(List.of(1), list);
    }

    @Test
    void an_expression_gives_a_plain_value() throws RenderException {
        assertEquals(List.of(2L, 4L), engine.evaluate(
                "list | map('float') | map('int') | map('string') | map('int') | list + [] if false else [2, 4]", VARS,
                "site.yaml"));
        assertEquals(true, engine.evaluate("number > 4 and secret is defined", VARS, "site.yaml"));
        assertEquals("site.yaml:1:1",
                String.valueOf(assertThrows(RenderException.class, () -> engine.evaluate("nope", VARS, "site.yaml"))
                        .getMessage()).substring(0, 13));
        assertThrows(RenderException.class, () -> engine.evaluate("1 }} {{ 2", VARS, "site.yaml"));
    }

    @Test
    void the_last_newline_of_a_file_is_kept_and_that_of_an_include_is_not() throws RenderException {
        files.put("part.j2", "part\n");
        assertEquals("[part]\n", render("[{% include 'part.j2' %}]\n"));
        assertEquals("a\r\n", render("a\r\n"));
    }

    @Test
    void many_threads_share_one_engine() {
        List<String> results = java.util.stream.IntStream.range(0, 2_000).parallel().mapToObj(i -> {
            try {
                return engine.render(new TemplateSource(FILE, "{% for x in l %}{{ x * n }},{% endfor %}"),
                        Map.of("l", List.of(1, 2), "n", i % 7));
            } catch (RenderException e) {
                return "refused";
            }
        }).toList();
        for (int i = 0; i < results.size(); i++) {
            assertEquals(i % 7 + "," + 2 * (i % 7) + ",", results.get(i));
        }
    }
}
