package dev.towline.render;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towline.desired.Component;
import dev.towline.desired.ConfigRepo;
import dev.towline.desired.MemoryFiles;
import dev.towline.desired.Parsed;
import dev.towline.desired.Problem;
import dev.towline.desired.VariableSpec;
import dev.towline.desired.parse.ConfigReader;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Values of the variables of the components that ship: what cannot be right is a problem of the file that sets it. */
class ShippedVariablesTest {
    private static final String SITE = "sites/ysc/site.yaml";

    @Test
    void every_component_declares_all_of_its_variables_with_a_text() {
        ConfigRepo repo = ConfigReader.read(new MemoryFiles(), ExampleConfigRepo.shipped());
        for (Parsed<Component> parsed : repo.components().values()) {
            Component component = parsed.value().orElseThrow(() -> new AssertionError(parsed.problems().toString()));
            assertTrue(component.declares(), component.toString());
            component.spec().variables().forEach((name, spec) -> {
                assertTrue(!spec.text().isEmpty(), component + ": " + name);
                assertTrue(spec.required() != component.spec().vars().values().containsKey(name),
                        component + ": " + name + " has a default or is required");
            });
        }
    }

    @Test
    void every_example_fits_its_own_declaration() {
        ConfigRepo repo = ConfigReader.read(new MemoryFiles(), ExampleConfigRepo.shipped());
        StringBuilder vars = new StringBuilder();
        repo.components().values().stream().flatMap(p -> p.value().stream()).filter(c -> !c.name().value().equals("x"))
                .flatMap(c -> c.spec().variables().entrySet().stream()).distinct()
                .filter(e -> e.getValue().example().isPresent())
                .collect(java.util.stream.Collectors.toMap(e -> e.getKey(), e -> e.getValue(),
                        (VariableSpec a, VariableSpec _) -> a))
                .forEach((name, spec) -> vars.append("  ").append(name).append(": ").append(yaml(spec)).append('\n'));
        List<Problem> problems = Validation.of(
                new MemoryFiles().with("hosts/h.yaml",
                        "components: [nginx, postgresql]\nsites: [s]\nvars:\n" + vars
                                + "  database_role: ysc\n"),
                ExampleConfigRepo.shipped());
        assertEquals(List.of(), problems.stream().filter(p -> p.message().contains("expected")).toList());
    }

    private static String yaml(VariableSpec spec) {
        String example = spec.example().orElseThrow();
        return example.contains(": ") || example.endsWith(";") || example.startsWith("*")
                ? example.startsWith("{") || example.startsWith("[") ? example : "\"" + example + "\""
                : example;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            memory_max: "1G\\nUser=root"                        | memory_max
            memory_max: much                                    | memory_max
            body_size: "20m; include /etc/shadow"               | body_size
            body_size: "20m;"                                   | body_size
            extra_headers: { X-A: "$no_such_variable" }         | extra_headers.X-A
            extra_headers: { "X-A a; alias /": "b" }            | extra_headers.X-A a; alias /
            extra_headers: { X-A: "a\\nb" }                     | extra_headers.X-A
            extra_headers: [a]                                  | extra_headers
            hsts: "max-age=1\\"; include x"                     | hsts
            hsts: "a\\nb"                                       | hsts
            proxy_timeout: 120                                  | proxy_timeout
            static_url: /                                       | static_url
            static_url: static/                                 | static_url
            static_url: https://cdn.example.org/static/         | static_url
            static_url: /media/                                 | static_url and media_url are both '/media/'
            media_url: /media                                   | media_url
            media_url: /                                        | media_url
            media_url: "/m/ { alias /etc/; } location /x/"      | media_url
            rate_limits: [ { name: a, match: "^A", rate: fast } ]  | rate_limits[0].rate
            rate_limits: [ { name: a, match: "^A" } ]           | rate_limits[0]
            rate_limits: [ { name: a, match: "^A\\" 1; }", rate: 1r/s } ] | rate_limits[0].match
            rate_limits: [ { name: a, match: "(", rate: 1r/s } ]   | rate_limits[0].match
            rate_limits: [ { name: a, match: "^A", rate: 1r/s, burts: 1 } ] | rate_limits[0]
            rate_limits: [ { name: a-b, match: "^A", rate: 1r/s }, { name: a_b, match: "^B", rate: 1r/s } ] | rate_limits[1].name
            rate_limits: none                                   | rate_limits
            trusted_proxies: [10.0.0.0/8, everybody]            | trusted_proxies[1]
            trusted_proxies_header: "X-A; include x"            | trusted_proxies_header
            maintenance_retry_after: soon                       | maintenance_retry_after
            maintenance_retry_after: 0                          | maintenance_retry_after
            nginx_ipv6: "no"                                    | nginx_ipv6
            tls_key: "/etc/a; include b"                        | tls_key
            django_wsgi: "club.wsgi ; +/bin/sh"                 | django_wsgi
            django_settings: "club.settings\\nA=b"              | django_settings
            python: /opt/ysc/../evil                            | python
            python: "python3 -c x"                              | python
            gunicorn_workers: two                               | gunicorn_workers
            gunicorn_workers: -1                                | gunicorn_workers
            gunicorn_threads: 0                                 | gunicorn_threads
            gunicorn_timeout: 0                                 | gunicorn_timeout
            django_env: { "A=1\\nB": c }                        | django_env.A=1?B
            django_env: { A: "a\\nB=c" }                        | django_env.A
            django_env: { A: { b: c } }                         | django_env.A
            django_clearsessions: "03:00\\n[Service]"           | django_clearsessions
            django_workers: [ { name: w, command: "manage.py w ; +/bin/rm x" } ]  | django_workers[0].command
            django_workers: [ { name: w, command: "manage.py w\\nUser=root" } ]   | django_workers[0].command
            django_workers: [ { name: w, command: manage.py, stop: "1\\nUser=root" } ] | django_workers[0].stop
            django_timers: [ { name: t, command: manage.py, schedule: "daily\\nUnit=x.service" } ] | django_timers[0].schedule
            django_timers: [ { name: t, command: manage.py } ]  | django_timers[0]
            django_requirements: ../../etc/passwd               | django_requirements
            django_static_dir: /etc                             | django_static_dir
            django_database_url: "sqlite:// a"                  | django_database_url
            pip_index_url: "a b"                                | pip_index_url
            database_name: "a b"                                | database_name
            database_others: [Upper]                            | database_others[0]
            database_extensions: "pg_trgm"                      | database_extensions
            acme_server: "https://a --deploy-hook x"            | acme_server
            """)
    void a_value_that_cannot_be_right_is_a_problem_of_its_line(String line, String what) {
        List<Problem> problems = with(line);
        assertTrue(!problems.isEmpty(), line);
        for (Problem problem : problems) {
            assertEquals(SITE + ":27:3", problem.file() + ":" + problem.line() + ":" + problem.column(),
                    problem.toString());
            assertTrue(problem.message().startsWith("site ysc: " + what), problem.toString());
        }
    }

    @ParameterizedTest
    @CsvSource({"django_setings, django_settings", "body_siez, body_size", "gunicorn_worker, gunicorn_workers",
            "rate_limit, rate_limits"})
    void a_variable_that_no_component_has_is_told_with_the_nearest_name(String name, String near) {
        List<Problem> problems = with(name + ": 1");
        assertEquals(1, problems.size(), problems.toString());
        assertEquals(SITE, problems.getFirst().file());
        assertEquals(27, problems.getFirst().line());
        assertEquals("did you mean '" + near + "'?", problems.getFirst().remedy());
    }

    @Test
    void a_variable_of_a_component_that_is_not_named_says_so() {
        List<Problem> problems = Validation.of(
                MemoryFiles.over(ExampleConfigRepo.files()).edit(SITE, ", certbot]", "]").edit(SITE, "vars:\n",
                        "vars:\n  acme_server: https://acme.example.org\n"),
                ExampleConfigRepo.shipped());
        assertEquals(1, problems.size(), problems.toString());
        assertTrue(problems.getFirst().remedy().contains("certbot"), problems.toString());
    }

    @Test
    void a_value_in_the_hosts_file_points_there_and_names_each_site() {
        List<Problem> problems = Validation.of(
                MemoryFiles.over(ExampleConfigRepo.files()).edit("hosts/example.yaml", "vars:\n",
                        "vars:\n  body_size: much\n"),
                ExampleConfigRepo.shipped());
        assertEquals(List.of("hosts/example.yaml", "hosts/example.yaml"),
                problems.stream().map(Problem::file).toList());
        assertTrue(problems.get(0).message().startsWith("site logbook: body_size:"), problems.toString());
    }

    @Test
    void a_misspelt_variable_of_the_hosts_file_is_told() {
        List<Problem> problems = Validation.of(
                MemoryFiles.over(ExampleConfigRepo.files()).edit("hosts/example.yaml", "vars:\n",
                        "vars:\n  nginx_htttp: x\n"),
                ExampleConfigRepo.shipped());
        assertEquals(List.of("did you mean 'nginx_http'?"), problems.stream().map(Problem::remedy).toList());
    }

    @Test
    void a_variable_that_the_sites_own_texts_use_is_known() {
        List<Problem> problems = Validation.of(
                MemoryFiles.over(ExampleConfigRepo.files()).edit(SITE, "vars:\n", "vars:\n  login: /login/\n")
                        .edit(SITE, "path: /login/,", "path: \"{{ login }}\","),
                ExampleConfigRepo.shipped());
        assertEquals(List.of(), problems);
    }

    @Test
    void what_a_component_needs_and_nobody_sets_is_a_problem_of_the_site() {
        List<Problem> problems = Validation.of(
                MemoryFiles.over(ExampleConfigRepo.files()).edit(SITE, "  django_wsgi: club.wsgi\n", ""),
                ExampleConfigRepo.shipped());
        assertEquals(1, problems.size(), problems.toString());
        assertEquals(SITE, problems.getFirst().file());
        assertTrue(problems.getFirst().message().contains("'django_wsgi' is missing"), problems.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"{ workers: 3 }", "{ workers: two }"})
    void a_component_without_declarations_takes_what_it_is_given(String vars) {
        assertEquals(List.of(), Validation.of(
                new MemoryFiles().with("hosts/h.yaml", "sites: [s]\n")
                        .with("sites/s/site.yaml",
                                "domain: s.example.org\ncomponents: [own]\nvars: " + vars + "\n")
                        .with("components/own/component.yaml", "vars: { worker: 1 }\n"),
                ExampleConfigRepo.shipped()));
    }

    private static List<Problem> with(String line) {
        String name = line.substring(0, line.indexOf(':'));
        MemoryFiles files = MemoryFiles.over(ExampleConfigRepo.files());
        String site = new String(files.read(SITE).orElseThrow(), java.nio.charset.StandardCharsets.UTF_8);
        // A key that the example has already is taken out, at the end, so that the new one's line stays the same.
        String without = site.replaceAll("(?m)^  " + name + ":.*\\n(    .*\\n)*", "");
        return Validation.of(files.with(SITE, without.replace("vars:\n", "vars:\n  " + line + "\n")),
                ExampleConfigRepo.shipped());
    }
}
