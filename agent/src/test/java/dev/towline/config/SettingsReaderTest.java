package dev.towline.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towline.config.AgentSettings.CredentialFiles;
import dev.towline.config.AgentSettings.HookProvider;
import dev.towline.config.AgentSettings.HookSettings;
import dev.towline.config.AgentSettings.Poll;
import dev.towline.config.AgentSettings.ServiceManager;
import dev.towline.desired.Parsed;
import dev.towline.desired.Problem;
import dev.towline.source.FetchLimits;
import dev.towline.source.ForcePush;
import dev.towline.source.LimitKey;
import dev.towline.source.RevisionPolicy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsReaderTest {
    private static final Path FILE = Path.of("/etc/towline/agent.yaml");
    private static final String LEAST = "configRepo: { url: https://github.com/example/hosts.git }\n";
    private static final Surroundings HERE = new Surroundings("soar-1", Optional.of(Path.of("/usr/lib/towline")));

    private static Parsed<AgentSettings> read(String yaml) {
        return new SettingsReader(HERE).read(FILE, yaml.getBytes(StandardCharsets.UTF_8));
    }

    private static AgentSettings good(String yaml) {
        Parsed<AgentSettings> read = read(yaml);
        return read.value().orElseThrow(() -> new AssertionError(read.problems().toString()));
    }

    private static String problems(String yaml) {
        return String.join("\n", read(yaml).problems().stream().map(Problem::toString).toList());
    }

    @Test
    void what_a_fetch_may_take_is_as_it_is_written() {
        FetchLimits limits = good(LEAST + "git: { maxFileMiB: 200, maxCommitMiB: 2, maxFolderMiB: 5, maxFetchMiB: 900,"
                + " maxObjects: 2000000, maxFiles: 150000, maxTreeMiB: 2048, memoryMiB: 700, timeout: 20m }\n")
                .fetches();
        assertEquals(new FetchLimits(900L << 20, 2_000_000, 200L << 20, 2 << 20, 5 << 20, 150_000, 2L << 30,
                Duration.ofMinutes(20), 700L << 20), limits);
    }

    @ParameterizedTest
    @ValueSource(strings = {"maxFileMiB: 2001", "maxFileMiB: 0", "maxCommitMiB: 9", "maxFolderMiB: 9",
            "maxFetchMiB: 16385", "maxObjects: 10000001", "maxFiles: 250001", "maxTreeMiB: 65537", "memoryMiB: 4097",
            "memoryMiB: 63", "timeout: 9s", "timeout: 3h"})
    void no_limit_of_a_fetch_goes_further_than_the_agent_can_bear(String key) {
        String problems = problems(LEAST + "git: { " + key + " }\n");
        assertTrue(problems.contains("out of range"), problems);
    }

    @ParameterizedTest
    @EnumSource
    void the_most_that_a_message_names_is_taken(LimitKey key) {
        String way = key.raiseFrom(Long.MAX_VALUE >> 2);
        assertTrue(way.contains(key.key()), way);
        String most = way.replaceAll(".*takes ([0-9]+s?) at most", "$1");
        good(LEAST + "git: { " + key.key().substring("git.".length()) + ": " + most + " }\n");
    }

    @Test
    void one_key_is_enough_and_all_else_has_its_default() {
        AgentSettings settings = good(LEAST);
        assertEquals("https://github.com/example/hosts.git", settings.configRepo().url().text());
        assertEquals(new RevisionPolicy.Branch("main"), settings.configRepo().track());
        assertEquals("", settings.configRepo().path());
        assertEquals(ForcePush.REFUSE, settings.configRepo().forcePush());
        assertEquals(new CredentialFiles.None(), settings.configRepo().credentials());
        assertEquals(new Poll(Duration.ofSeconds(60), 0.1, Duration.ofMinutes(15)), settings.poll());
        assertEquals(FetchLimits.defaults(), settings.fetches());
        assertEquals("soar-1", settings.host());
        assertEquals(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 9876), settings.listen());
        assertEquals(Set.of(), settings.hostNames());
        assertEquals(List.of(), settings.hooks());
        assertEquals(Optional.empty(), settings.apiToken());
        assertEquals(Path.of("/var/lib/towline"), settings.state());
        assertEquals(ServiceManager.SYSTEMD, settings.serviceManager());
        assertEquals(Path.of("/"), settings.root());
        assertEquals(Path.of("/run/towline/agent.sock"), settings.socket());
        assertEquals(2, settings.maxParallelSites());
        assertEquals(Path.of("/usr/lib/towline/templates"), settings.components());
    }

    @Test
    void tokens_are_known_by_their_digest_and_read_unless_told_otherwise() {
        AgentSettings settings = good(LEAST + "api: { tokens: [{ name: grafana, sha256: " + "A".repeat(64)
                + " }, { name: ci, scope: operate, sha256: " + "b".repeat(64) + " }] }\n");
        assertEquals(List.of(new AgentSettings.TokenSettings("grafana", AgentSettings.TokenScope.READ, "a".repeat(64)),
                new AgentSettings.TokenSettings("ci", AgentSettings.TokenScope.OPERATE, "b".repeat(64))),
                settings.tokens());
    }

    @Test
    void a_token_that_cannot_be_meant_is_a_problem_with_its_remedy() {
        String hash = "a".repeat(64);
        assertTrue(problems(LEAST + "api: { tokens: [{ name: A b, sha256: " + hash + " }] }").contains("'A b'"));
        assertTrue(problems(LEAST + "api: { tokens: [{ name: ci, sha256: my-token }] }").contains("towline token ci"));
        assertTrue(problems(LEAST + "api: { tokens: [{ name: ci, sha256: " + hash + " }, { name: ci, sha256: " + hash
                + " }] }").contains("two tokens 'ci'"));
        assertTrue(problems(LEAST + "api: { tokenFile: t, tokens: [{ name: default, sha256: " + hash + " }] }")
                .contains("tokenFile"));
    }

    @Test
    void every_key_is_taken_over() {
        AgentSettings settings = good("""
                configRepo:
                  url: git@github.com:example/hosts.git
                  track: tag:v7
                  path: infra/towline
                  forcePush: allow
                  credentials: { sshKeyFile: deploy_key, knownHostsFile: /etc/towline/known_hosts }
                poll: { interval: 5m, jitter: 25%, maxBackoff: 1h }
                host: web-2
                listen: 0.0.0.0:80
                listenAnywhere: true
                hostNames: [Towline.example.org]
                hooks:
                  - { id: github, provider: github, secretFile: /etc/towline/hooks/github.secret }
                  - { id: other, secretFile: hooks/other.secret }
                api: { tokenFile: /etc/towline/api.token }
                state: /srv/towline
                serviceManager: local
                root: /tmp/demo
                socket: /run/t.sock
                maxParallelSites: 5
                components: /opt/components
                """);
        assertEquals("git@github.com:example/hosts.git", settings.configRepo().url().text());
        assertEquals(new RevisionPolicy.Tag("v7"), settings.configRepo().track());
        assertEquals("infra/towline", settings.configRepo().path());
        assertEquals(ForcePush.ALLOW, settings.configRepo().forcePush());
        assertEquals(new CredentialFiles.Ssh(Path.of("/etc/towline/deploy_key"), Path.of("/etc/towline/known_hosts")),
                settings.configRepo().credentials());
        assertEquals(new Poll(Duration.ofMinutes(5), 0.25, Duration.ofHours(1)), settings.poll());
        assertEquals("web-2", settings.host());
        assertEquals(new InetSocketAddress(InetAddress.ofLiteral("0.0.0.0"), 80), settings.listen());
        assertEquals(Set.of("towline.example.org"), settings.hostNames());
        assertEquals(List.of(
                new HookSettings("github", HookProvider.GITHUB, Path.of("/etc/towline/hooks/github.secret")),
                new HookSettings("other", HookProvider.GITHUB, Path.of("/etc/towline/hooks/other.secret"))),
                settings.hooks());
        assertEquals(Optional.of(Path.of("/etc/towline/api.token")), settings.apiToken());
        assertEquals(Path.of("/tmp/demo/srv/towline"), settings.state());
        assertEquals(ServiceManager.LOCAL, settings.serviceManager());
        assertEquals(Path.of("/tmp/demo"), settings.root());
        assertEquals(Path.of("/tmp/demo/run/t.sock"), settings.socket());
        assertEquals(5, settings.maxParallelSites());
        assertEquals(Path.of("/opt/components"), settings.components());
        assertEquals(Path.of("/tmp/demo/etc/nginx"), settings.below("/etc/nginx"));
    }

    @Test
    void a_token_or_a_user_and_password_may_be_shown_to_an_https_server() {
        assertEquals(new CredentialFiles.Token(Path.of("/etc/towline/git.token")), good(
                "configRepo: { url: https://x.example/y.git, credentials: { tokenFile: git.token } }")
                .configRepo().credentials());
        assertEquals(new CredentialFiles.Basic("deploy", Path.of("/etc/towline/git.password")), good(
                "configRepo: { url: https://x.example/y.git, credentials: { user: deploy, passwordFile: git.password } }")
                .configRepo().credentials());
    }

    @Test
    void all_mistakes_are_told_at_once_with_place_and_nearest_name() {
        List<String> told = problems("""
                configRepo: { ulr: x }
                pol: { interval: 1m }
                maxParallelSites: "2"
                serviceManager: systemctl
                """).lines().toList();
        assertTrue(told.getFirst().startsWith("/etc/towline/agent.yaml:1:13: 'url' is missing"), told.getFirst());
        assertEquals(List.of("/etc/towline/agent.yaml:1:15: unknown key 'ulr'; did you mean 'url'?",
                "/etc/towline/agent.yaml:2:1: unknown key 'pol'; did you mean 'poll'?",
                "/etc/towline/agent.yaml:3:19: here belongs a whole number and not a text",
                "/etc/towline/agent.yaml:4:17: 'systemctl' is none of systemd, local; did you mean 'systemd'?"),
                told.subList(1, told.size()));
    }

    @Test
    void all_values_that_mean_nothing_are_told_at_once_too() {
        String told = problems("""
                configRepo: { url: ssh://git@x.example/y.git }
                poll: { interval: 20m, jitter: 90% }
                host: ../../etc
                listen: 0.0.0.0:9876
                hooks: [{ id: a, secretFile: s }, { id: a, secretFile: s }, { id: ../b, secretFile: s }]
                state: var/lib
                """);
        assertEquals(List.of(
                "/etc/towline/agent.yaml: these credentials do not fit the URL of configRepo; ssh needs credentials: "
                        + "{ sshKeyFile: …, knownHostsFile: … }",
                "/etc/towline/agent.yaml:2:19: the interval is longer than maxBackoff; raise maxBackoff, or look more often",
                "/etc/towline/agent.yaml:2:32: '90%' is no part of the interval; write 0% to 50%",
                "/etc/towline/agent.yaml:3:7: '../../etc' cannot name a host; say host: NAME, letters, digits and dashes",
                "/etc/towline/agent.yaml:4:9: '0.0.0.0:9876' is every address of this machine; keep 127.0.0.1 and let a "
                        + "proxy publish /hooks/ alone, or say listenAnywhere: true",
                "/etc/towline/agent.yaml:5:35: there are two hooks 'a'; give one another id",
                "/etc/towline/agent.yaml:5:61: '../b' cannot be a hook's id; small letters, digits and dashes",
                "/etc/towline/agent.yaml:6:8: 'var/lib' is no absolute path; root is put before it by itself"),
                told.lines().toList());
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "9876", "example.org:80", "127.0.0.1:70000", "::1:80", "[::1:80",
            "999.0.0.1:80",
            "*:80", "127.1:80"})
    void a_listen_address_is_an_address_and_a_port(String listen) {
        assertTrue(problems(LEAST + "listen: '" + listen + "'").contains("127.0.0.1:9876"), listen);
    }

    @ParameterizedTest
    @CsvSource({"'[::1]:1'", "'localhost:0'", "'127.0.0.2:65535'"})
    void every_loopback_address_may_be_listened_on(String listen) {
        assertTrue(good(LEAST + "listen: '" + listen + "'").listen().getAddress().isLoopbackAddress());
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.7:80", "'[::]:80'", "'[2001:db8::1]:80'"})
    void what_others_can_reach_needs_a_word(String listen) {
        assertTrue(problems(LEAST + "listen: " + listen).contains("listenAnywhere: true"));
        assertEquals(80, good(LEAST + "listenAnywhere: true\nlisten: " + listen).listen().getPort());
    }

    @ParameterizedTest
    @ValueSource(strings = {"postgresql://h/db", "/var/../../etc", ""})
    void a_state_that_is_no_folder_is_refused(String state) {
        assertTrue(problems(LEAST + "state: '" + state + "'").contains("agent.yaml:2:8:"));
    }

    @Test
    void credentials_in_the_url_are_refused_and_not_repeated() {
        String told = problems("configRepo: { url: 'https://me:hunter2@x.example/y.git' }");
        assertTrue(told.contains("agent.yaml:1:20"), told);
        assertTrue(!told.contains("hunter2"), told);
    }

    @Test
    void a_repository_on_this_disk_takes_no_credentials() {
        assertTrue(problems("configRepo: { url: /srv/git/x.git, credentials: { tokenFile: t } }")
                .contains("1:49: these credentials do not fit"));
    }

    @Test
    void a_socket_that_the_kernel_would_not_take_is_told_now() {
        assertTrue(problems(LEAST + "root: /tmp/" + "x".repeat(90)).contains("choose a shorter root or socket"));
    }

    @Test
    void without_an_installation_the_components_must_be_named() {
        SettingsReader elsewhere = new SettingsReader(new Surroundings("", Optional.empty()));
        List<String> told = elsewhere.read(FILE, LEAST.getBytes(StandardCharsets.UTF_8)).problems().stream()
                .map(Problem::message).toList();
        assertEquals(List.of("this machine has no name", "the components that come with Towline are not found"), told);
    }

    @Test
    void a_missing_file_says_how_to_make_it(@TempDir Path folder) {
        Problem problem = new SettingsReader(HERE).read(folder.resolve("agent.yaml")).problems().getFirst();
        assertEquals("write it as the README shows, or name another with --config", problem.remedy());
    }

    @Test
    void a_file_is_read_from_disk_and_relative_paths_are_meant_from_its_folder(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("agent.yaml"),
                LEAST + "root: host\napi: { tokenFile: api.token }\n");
        AgentSettings settings = new SettingsReader(HERE).read(file).value().orElseThrow();
        assertEquals(folder.resolve("host"), settings.root());
        assertEquals(folder.resolve("host/var/lib/towline"), settings.state());
        assertEquals(Optional.of(folder.resolve("api.token")), settings.apiToken());
    }

    @Test
    void the_machines_short_name_is_the_hosts_name() {
        assertEquals("soar-1", Surroundings.shortName("Soar-1.example.org"));
        assertTrue(!Surroundings.ofThisMachine().hostName().contains("."));
    }
}
