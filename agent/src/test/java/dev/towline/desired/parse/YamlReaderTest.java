package dev.towline.desired.parse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towline.desired.ByteSize;
import dev.towline.desired.LimitsSpec;
import dev.towline.desired.CheckSpec;
import dev.towline.desired.ComponentSpec;
import dev.towline.desired.HostSpec;
import dev.towline.desired.Parsed;
import dev.towline.desired.ReleaseSpec;
import dev.towline.desired.RepoSpec;
import dev.towline.desired.SiteSpec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class YamlReaderTest {
    @Test
    void a_site_with_a_domain_alone_has_every_default() {
        SiteSpec site = good(SiteSpec.class, "domain: a.example.org\n");
        assertEquals(
                new ReleaseSpec(ReleaseSpec.Strategy.BLUE_GREEN, 3, Duration.ofSeconds(30), java.util.Optional.empty(),
                        new LimitsSpec(java.util.Optional.empty(), 4096, java.util.Optional.empty(),
                                new ByteSize(256 << 20))),
                site.release());
        assertEquals(3, site.health().passes());
        assertEquals(Duration.ofSeconds(60), site.health().deadline());
        assertEquals(Duration.ofSeconds(2), site.migrations().lockTimeout());
        assertTrue(site.app().isEmpty() && site.components().isEmpty() && !site.suspend());
    }

    @Test
    void limits_of_a_release_are_read_with_their_units() {
        LimitsSpec limits = good(SiteSpec.class, """
                domain: a.example.org
                release: { limits: { memory: 1536M, tasks: 500, time: 1h30m, output: 8K } }
                """).release().limits();
        assertEquals(new LimitsSpec(java.util.Optional.of(new ByteSize(1536L << 20)), 500,
                java.util.Optional.of(Duration.ofMinutes(90)), new ByteSize(8 << 10)), limits);
        assertEquals("1536M", limits.memory().map(ByteSize::toString).orElse(""));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"memory: 2GB | 512M or 2G", "memory: 0G | more than nothing",
            "memory: 2 | here belongs a size", "memory: 1M | at least 16M", "tasks: 1 | out of range",
            "time: 0s | more than nothing", "output: all | 512M or 2G", "memmory: 1G | did you mean 'memory'"})
    void a_limit_that_is_none_is_a_problem_with_its_place(String said, String why) {
        List<String> problems = problems(SiteSpec.class,
                "domain: a.example.org\nrelease:\n  limits: { " + said + " }\n");
        assertEquals(1, problems.size(), problems.toString());
        assertTrue(problems.getFirst().startsWith("f.yaml:3:") && problems.getFirst().contains(why),
                problems.toString());
    }

    @Test
    void the_example_of_the_design_is_read_as_it_stands() {
        SiteSpec site = good(SiteSpec.class, """
                domain: ysc.example.org
                components: [django, nginx-site, postgresql-database, timers, backup]
                app:
                  repo: https://github.com/example/club.git
                  track: main                 # or a tag, a commit, a semver range over tags
                release: { strategy: blue-green, keep: 3, soak: 5m }
                migrations: { engine: django, contract: next-release, lockTimeout: 2s }
                health:
                  - http: { path: /login/, host: ysc.example.org, status: 200, body: "Sign in", headers: { X-Forwarded-Proto: https } }
                  - sql: select 1
                vars: { club_name: Your Soaring Club }
                """);
        assertEquals("branch:main", site.app().orElseThrow().track().toString());
        assertEquals(Duration.ofMinutes(5), site.release().soak());
        CheckSpec.Sql sql = (CheckSpec.Sql) site.health().checks().get(1);
        assertEquals("select 1", sql.sql().query().text());
        assertEquals("Your Soaring Club", site.vars().values().get("club_name"));
    }

    @Test
    void every_problem_of_a_file_is_told_at_once_in_its_order() {
        assertEquals(List.of(
                "f.yaml:1:9: 'ysc example': it is no domain name: small letters, digits, dashes and dots, without scheme, port or path",
                "f.yaml:2:13: here belongs a list and not a text; write [a, b], or a line '- a' for each",
                "f.yaml:4:3: unknown key 'stratgy'; did you mean 'strategy'?",
                "f.yaml:5:9: here belongs a whole number and not a text",
                "f.yaml:6:9: '5 minutes': it is no duration: a number and ms, s, m, h or d, for instance 30s or 1h30m",
                "f.yaml:7:11: 'manuel' is none of next-release, after-soak, manual; did you mean 'manual'?"
                        .replace("7:11", "7:25"),
                "f.yaml:8:10: here belongs true or false and not a text"), problems(SiteSpec.class, """
                        domain: ysc example
                        components: django
                        release:
                          stratgy: blue-green
                          keep: "3"
                          soak: 5 minutes
                        migrations: { contract: manuel }
                        suspend: "true"
                        """));
    }

    @Test
    void a_duplicate_key_is_told_with_the_line_of_the_first() {
        assertEquals(List.of(
                "f.yaml:3:1: the key 'domain' is here a second time; it stands in line 1 already; keep one of them"),
                problems(SiteSpec.class, "domain: a.org\naliases: []\ndomain: b.org\n"));
    }

    @Test
    void a_second_document_is_refused() {
        assertEquals(
                List.of("f.yaml:3:1: a second document begins here; one file holds one document: remove the '---'"),
                problems(SiteSpec.class, "domain: a.org\n---\ndomain: b.org\n"));
    }

    @Test
    void an_empty_file_is_refused_because_it_would_remove_everything() {
        assertEquals(List.of("f.yaml: the file is empty; write {} where nothing is wanted"),
                problems(HostSpec.class, "# all gone\n"));
    }

    @Test
    void a_key_without_a_value_is_not_taken_for_a_default() {
        assertEquals(List.of("f.yaml:2:1: 'aliases' has no value; give it one or remove the key"),
                problems(SiteSpec.class, "domain: a.org\naliases:\n"));
    }

    @ParameterizedTest
    @CsvSource({"0644, a number", "644, a number", "'\"888\"', 'no mode'", "'\"u+x\"', 'no mode'",
            "'\"07777777\"', 'no mode'"})
    void a_mode_is_octal_digits_in_quotes(String mode, String why) {
        List<String> problems = problems(ComponentSpec.class, "directories:\n  - { path: /a, mode: " + mode + " }\n");
        assertTrue(
                problems.size() >= 1
                        && (problems.getFirst().contains(why) || problems.getFirst().contains("different things")),
                problems.toString());
        assertTrue(problems.getFirst().startsWith("f.yaml:2:23: "), problems.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"yes", "No", "on", "OFF", "y", "True", "010", "0x1F", "0o17", "1_000", "22:22", "1e3", ".5",
            ".nan", "99999999999999999999"})
    void what_yaml_readers_read_differently_is_refused(String value) {
        List<String> problems = problems(RepoSpec.class, "vars: { x: " + value + " }\n");
        assertEquals(List
                .of("f.yaml:1:12: '" + value + "' means different things to different YAML readers; put it in quotes, "
                        + "or write true, false or a decimal number"),
                problems);
    }

    @ParameterizedTest
    @ValueSource(strings = {"'yes'", "\"010\"", "8080:80", "2026-11-21", "1.2.3", "a.b", "''", "v1.0"})
    void what_is_plainly_a_text_stays_one(String value) {
        Object read = good(RepoSpec.class, "vars: { x: " + value + " }\n").vars().values().get("x");
        assertEquals(value.replaceAll("^['\"]|['\"]$", ""), read);
    }

    @Test
    void aliases_are_refused_and_never_expanded() {
        StringBuilder bomb = new StringBuilder("vars:\n  a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 30; i++) {
            String before = "*a" + (i - 1);
            bomb.append("  a").append(i).append(": &a").append(i).append(" [")
                    .append(String.join(", ", java.util.Collections.nCopies(10, before))).append("]\n");
        }
        List<String> problems = problems(RepoSpec.class, bomb.toString());
        assertEquals(51, problems.size());
        assertEquals("f.yaml:2:7: YAML anchors (&name) are not read here; write the value out where it is used",
                problems.getFirst());
        assertEquals("f.yaml: 270 more problems are not shown",
                problems.getLast());
    }

    @Test
    void a_tag_is_refused() {
        assertEquals(List.of("f.yaml:1:12: YAML tags (!name) are not read here; remove the tag"),
                problems(RepoSpec.class, "vars: { x: !!java.net.URL a }\n"));
    }

    @Test
    void what_is_too_deep_or_too_large_is_refused() {
        assertTrue(problems(RepoSpec.class, "vars: { x: " + "[".repeat(5000) + "]".repeat(5000) + " }").getFirst()
                .contains("this is no YAML"));
        assertTrue(problems(RepoSpec.class, "#".repeat(1 << 20) + "\nvars: {}\n").getFirst().contains("bytes"));
    }

    @Test
    void what_is_not_utf8_is_refused_with_its_line() {
        byte[] latin = "vars:\n  x: Z\u00fcrich\n".getBytes(StandardCharsets.ISO_8859_1);
        assertEquals(List.of("f.yaml:2: the file is not UTF-8 from this line on; save it as UTF-8"),
                YamlReader.read("f.yaml", latin, RepoSpec.class).problems().stream().map(Object::toString).toList());
    }

    @ParameterizedTest
    @ValueSource(strings = {"vars: [", "a: b: c", "\t- x", "vars: {a: 1", "- a\nb: 1", "vars: 'x", "\u0007",
            "? [a]\n: b", "%YAML 9.9\n---\na: 1", "{a: 1} }"})
    void broken_yaml_is_one_problem_with_a_place(String text) {
        List<String> problems = problems(RepoSpec.class, text);
        assertTrue(
                problems.stream().anyMatch(
                        p -> p.contains("this is no YAML") || p.contains("unknown key") || p.contains("mapping")),
                problems.toString());
        assertTrue(problems.stream().noneMatch(p -> p.contains("\n") || p.length() > 300), problems.toString());
    }

    @Test
    void a_token_written_in_the_place_of_its_name_is_not_repeated() {
        String text = problems(RepoSpec.class, "credentials: { \"https://github.com/x\": { token: ghp_S3CRET } }\n")
                .toString();
        assertTrue(text.contains("never the secret itself") && !text.contains("S3CRET"), text);
    }

    @Test
    void a_password_in_a_repository_url_is_not_repeated() {
        String text = problems(SiteSpec.class, "domain: a.org\napp: { repo: 'https://me:S3CRET@host/x.git' }\n")
                .toString();
        assertTrue(text.startsWith("[f.yaml:2:14: ") && !text.contains("S3CRET"), text);
    }

    @Test
    void one_of_several_forms_is_chosen_by_its_key() {
        assertEquals(
                List.of("f.yaml:3:5: unknown key 'htpp'; did you mean 'http'?",
                        "f.yaml:4:5: 'http' and 'tcp' exclude each other; keep one of them"),
                problems(SiteSpec.class, "domain: a.org\nhealth:\n  - htpp: /\n  - { http: /, tcp: 'a:1' }\n"));
    }

    @Test
    void a_variables_name_and_value_are_checked() {
        assertEquals(
                List.of("f.yaml:2:3: 'club-name' is no name of a variable; letters, digits and _, and no digit first",
                        "f.yaml:3:3: 'site' is what Towline itself gives to templates; choose another name",
                        "f.yaml:4:6: a variable's value is no template: '{{' and '{%' would stand there as they are; "
                                + "put the expression into the template that uses the variable"),
                problems(RepoSpec.class, "vars:\n  club-name: a\n  site: b\n  x: '{{ y }}'\n"));
    }

    @Test
    void two_sources_of_one_file_are_refused() {
        assertEquals(List.of("f.yaml:1:10: a file has exactly one of 'template', 'content' and 'source'"),
                problems(ComponentSpec.class, "files: [ { path: /a, content: x, source: z } ]\n"));
    }

    private static <T extends Record> T good(Class<T> type, String text) {
        Parsed<T> parsed = YamlReader.read("f.yaml", text.getBytes(StandardCharsets.UTF_8), type);
        assertEquals(List.of(), parsed.problems());
        return parsed.value().orElseThrow();
    }

    private static List<String> problems(Class<? extends Record> type, String text) {
        return YamlReader.read("f.yaml", text.getBytes(StandardCharsets.UTF_8), type).problems().stream()
                .map(Object::toString).toList();
    }
}
