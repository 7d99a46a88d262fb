package dev.towline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A repo that cannot be followed, and an agent that is started again: as real processes, with real Git. */
@Timeout(180)
class AfterAStartTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    @TempDir
    Path folder;
    private final List<Process> agents = new ArrayList<>();
    private int port;

    /** What a command printed, and its exit code. */
    private record Said(int exit, String out) {}

    @BeforeEach
    void repositories() throws Exception {
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        Path conf = folder.resolve("conf");
        for (String made : List.of("app", "conf/hosts", "conf/sites/s", "conf/components/c", "root/opt",
                "root/etc/systemd/system", "root/run/sites", "root/var/backups", "components")) {
            Files.createDirectories(folder.resolve(made));
        }
        git("app", "init", "-q");
        commit("app", "f", "1", "one");
        commit("app", "f", "2", "two");
        Files.writeString(conf.resolve("towline.yaml"), "vars: {}\n");
        Files.writeString(conf.resolve("hosts/h.yaml"), "sites: [s]\n");
        Files.writeString(conf.resolve("sites/s/site.yaml"), """
                domain: s.example.org
                components: [c]
                release: { soak: 1s }
                app: { repo: "file://%s/app" }
                """.formatted(folder));
        Files.writeString(conf.resolve("components/c/component.yaml"), """
                scope: site
                directories:
                  - { path: "{{ site.home }}" }
                  - { path: "{{ site.shared }}" }
                release:
                  group: "{{ site.user }}"
                  build: [ { name: nothing, run: ["true"] } ]
                """);
        git("conf", "init", "-q");
        git("conf", "add", "-A");
        git("conf", "commit", "-qm", "c");
        Files.writeString(folder.resolve("agent.yaml"), """
                configRepo: { url: "file://%1$s/conf" }
                host: h
                serviceManager: local
                root: %1$s/root
                components: %1$s/components
                listen: 127.0.0.1:%2$d
                """.formatted(folder, port));
    }

    @AfterEach
    void end() throws InterruptedException {
        for (Process agent : agents) {
            agent.destroyForcibly().waitFor();
        }
    }

    private void git(String where, String... words) throws Exception {
        List<String> argv = new ArrayList<>(List.of("git", "-c", "user.name=T", "-c", "user.email=t@example.org", "-c",
                "init.defaultBranch=main"));
        argv.addAll(List.of(words));
        Process git = new ProcessBuilder(argv).directory(folder.resolve(where).toFile()).inheritIO().start();
        assertEquals(0, git.waitFor(), String.join(" ", words));
    }

    private void commit(String where, String file, String text, String subject) throws Exception {
        Files.writeString(folder.resolve(where).resolve(file), text);
        git(where, "add", "-A");
        git(where, "commit", "-qm", subject);
    }

    /** Also where the tests were loaded by a loader of their own. */
    private static String classPath() {
        return Main.class.getClassLoader() instanceof URLClassLoader loader
                ? Arrays.stream(loader.getURLs()).map(URL::getPath).collect(Collectors.joining(":"))
                : System.getProperty("java.class.path");
    }

    private Process start(String command, Path log, String... more) throws IOException {
        List<String> argv = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED", "-cp",
                classPath(), "dev.towline.Main", command, "--config",
                folder.resolve("agent.yaml").toString()));
        argv.addAll(List.of(more));
        return new ProcessBuilder(argv).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    }

    private Said type(String command, String... more) throws Exception {
        Path log = folder.resolve("said");
        Process process = start(command, log, more);
        assertTrue(process.waitFor(60, TimeUnit.SECONDS), command);
        return new Said(process.exitValue(), Files.readString(log));
    }

    private Process run() throws IOException {
        Process agent = start("run", folder.resolve("log"));
        agents.add(agent);
        return agent;
    }

    private String get(String path) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
                    HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8)).body();
        }
    }

    /** The scrape, as soon as it is so. */
    private String scrape(Predicate<String> is) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        String last = "";
        while (System.nanoTime() < end) {
            try {
                last = get("/metrics");
                if (is.test(last)) {
                    return last;
                }
            } catch (IOException e) {
                last = "no answer: " + e.getMessage();
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
        throw new AssertionError(last + "\n" + Files.readString(folder.resolve("log")));
    }

    private static Predicate<String> has(String line) {
        return text -> text.contains(line + "\n");
    }

    private static String condition(String condition, int value) {
        return "towline_site_condition{condition=\"" + condition + "\",site=\"s\"} " + value + ".0";
    }

    private static JsonNode source(Said status, String name) throws IOException {
        for (JsonNode source : JSON.readTree(status.out().substring(status.out().indexOf('{'))).path("sources")) {
            if (source.path("name").asText().equals(name)) {
                return source;
            }
        }
        throw new AssertionError(status.out());
    }

    @Test
    void a_refused_push_is_not_ready_in_this_life_of_the_agent_and_in_the_next() throws Exception {
        assertEquals(0, type("once").exit());
        git("app", "reset", "-q", "--hard", "HEAD~1");
        commit("app", "f", "3", "forced");
        for (int life = 0; life < 2; life++) {
            Process agent = run();
            String text = scrape(has(condition("Ready", 0)));
            assertTrue(has(condition("Stalled", 1)).test(text), text);
            assertTrue(text.contains("towline_source_last_success_timestamp_seconds{source=\"app.s\"}"), text);
            assertTrue(has("towline_source_up{source=\"app.s\"} 0.0").test(text), text);
            Said status = type("status", "--json");
            assertEquals(1, status.exit(), status.out());
            assertEquals("refused", source(status, "app.s").path("standing").asText());
            assertEquals(1, type("doctor").exit());
            agent.destroyForcibly().waitFor();
        }
        // Nobody runs: what was last known is told all the same.
        assertEquals("refused", source(type("status", "--json"), "app.s").path("standing").asText());
    }

    @Test
    void a_rollback_is_told_with_how_far_it_is_behind_and_commands_right_after_a_start_know_the_sites()
            throws Exception {
        assertEquals(0, type("once").exit());
        commit("app", "f", "3", "three");
        commit("app", "f", "4", "four");
        assertEquals(0, type("once").exit());
        assertEquals(0, type("rollback", "s").exit());
        JsonNode plan = JSON.readTree(json(type("plan", "s", "--json"))).path(0);
        assertEquals(2, plan.path("pinned").path("behind").asInt(), plan.toString());
        run();
        Said nope = type("suspend", "nope");
        assertEquals(2, nope.exit(), nope.out());
        assertTrue(nope.out().contains("it has: ") && nope.out().contains("s"), nope.out());
        Said retry = type("retry", "s");
        assertEquals(0, retry.exit(), retry.out());
        Said status = type("status", "--json");
        assertEquals(0, status.exit(), status.out());
    }

    @Test
    void a_plan_says_that_the_repo_cannot_be_followed() throws Exception {
        assertEquals(0, type("once").exit());
        Files.move(folder.resolve("app"), folder.resolve("away"));
        Said plan = type("plan", "s", "--json");
        assertEquals(1, plan.exit(), plan.out());
        assertEquals("app.s", JSON.readTree(json(plan)).path(0).path("trouble").path("source").asText());
        assertFalse(type("plan", "s").out().contains("up-to-date"));
    }

    private static String json(Said said) {
        int begin = said.out().indexOf("[ {");
        return said.out().substring(Math.max(0, begin));
    }

    @Test
    void status_fails_while_the_config_repo_cannot_be_fetched_although_no_target_is_known() throws Exception {
        Files.move(folder.resolve("conf"), folder.resolve("away"));
        run();
        scrape(has("towline_source_up{source=\"config\"} 0.0"));
        Said status = type("status", "--json");
        assertEquals(1, status.exit(), status.out());
        assertEquals("gone", source(status, "config").path("standing").asText());
        assertFalse(status.out().contains("\"Ready\":true"), status.out());
    }

    @Test
    void the_time_of_the_last_answer_is_there_after_a_start_without_the_repo() throws Exception {
        assertEquals(0, type("once").exit());
        Files.move(folder.resolve("conf"), folder.resolve("away"));
        run();
        String text = scrape(has(condition("Ready", 0)));
        assertTrue(text.contains("towline_source_last_success_timestamp_seconds{source=\"config\"}"), text);
        assertTrue(text.contains("towline_site_info{"), text);
        assertTrue(has(condition("Healthy", 1)).test(text), text);
    }
}
