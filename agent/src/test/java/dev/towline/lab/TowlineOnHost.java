package dev.towline.lab;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Objects;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Towline as a person installs it on a host: the distribution, its unit, its settings, and the repositories that it follows. */
public final class TowlineOnHost {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String HOOK_SECRET = "a-secret-of-the-hook-in-the-lab";
    private static final String SETTINGS = """
            configRepo: { url: /srv/lab/config.git }
            host: lab
            poll: { interval: %s, jitter: 0% }
            hooks: [ { id: github, secretFile: /etc/towline/hooks/github.secret } ]
            """;
    private final DebianHost host;
    private final GitRepository config;
    private final ClubRepository club;

    private TowlineOnHost(DebianHost host, GitRepository config, ClubRepository club) {
        this.host = host;
        this.config = config;
        this.club = club;
    }

    /** Installed and not yet running; both repositories are empty. */
    public static TowlineOnHost install(DebianHost host, Duration poll) {
        Path distribution = Path
                .of(Objects.requireNonNull(System.getProperty("towline.distribution"), "run by mvn verify"));
        host.copyIn(distribution, "/usr/lib/towline");
        host.shell("ln -sfn /usr/lib/towline/bin/towline /usr/local/bin/towline").orFail();
        host.shell("cp /usr/lib/towline/systemd/towline.service /etc/systemd/system/").orFail();
        host.shell(
                "cp /usr/lib/towline/systemd/towline.tmpfiles.conf /etc/tmpfiles.d/towline.conf; systemd-tmpfiles --create")
                .orFail();
        return configured(host, poll);
    }

    /** The same from a package repository, by the line that a person types, on a host without any Java. */
    public static TowlineOnHost installPackage(DebianHost host, PackageRepository packages, Duration poll) {
        host.shell("umount -l /usr/lib/jvm/java-25 && rmdir /usr/lib/jvm/java-25 && ! command -v java").orFail();
        host.shell("curl -fsSL " + packages.url() + "/install.sh | sh").orFail();
        return configured(host, poll);
    }

    private static TowlineOnHost configured(DebianHost host, Duration poll) {
        host.write("/etc/towline/hooks/github.secret", HOOK_SECRET + "\n", "0600");
        host.write("/etc/towline/agent.yaml", SETTINGS.replace("%s", poll.toSeconds() + "s"), "0600");
        return new TowlineOnHost(host, GitRepository.create(host.shared().resolve("config.git")),
                ClubRepository.create(host.shared().resolve("club.git")));
    }

    public GitRepository config() {
        return config;
    }

    public ClubRepository club() {
        return club;
    }

    public void start() {
        host.execOk("systemctl", "daemon-reload");
        host.execOk("systemctl", "enable", "--now", "towline");
        Await.until("the agent answers", Duration.ofSeconds(60),
                () -> host.exec("curl", "-sf", "http://127.0.0.1:9876/healthz").ok(),
                host::journal);
    }

    public ExecResult towline(String... words) {
        String[] argv = new String[words.length + 1];
        argv[0] = "towline";
        System.arraycopy(words, 0, argv, 1, words.length);
        return host.exec(argv);
    }

    public JsonNode site(String name) {
        return json(host
                .exec("curl", "-s", "--unix-socket", "/run/towline/agent.sock", "http://localhost/api/v1/sites/" + name)
                .stdout());
    }

    /** The newest deployment of a site, or a missing node. */
    public JsonNode newest(String site) {
        return json(host.exec("curl", "-s", "--unix-socket", "/run/towline/agent.sock",
                "http://localhost/api/v1/deployments?limit=1&site=" + site).stdout())
                .path("deployments").path(0);
    }

    /** The newest deployment of that commit of the app, or a missing node. */
    public JsonNode attempt(String site, String commit) {
        for (JsonNode deployment : json(
                host.exec("curl", "-s", "--unix-socket", "/run/towline/agent.sock",
                        "http://localhost/api/v1/deployments?limit=5&site=" + site).stdout())
                .path("deployments")) {
            if (deployment.path("app").asText().equals(commit)) {
                return deployment;
            }
        }
        return MissingNode.getInstance();
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(text, e);
        }
    }

    /** Waits until the site runs the app's commit and is ready. */
    public void awaitLive(String site, String commit, Duration deadline) {
        Await.until(site + " runs " + commit, deadline, () -> {
            JsonNode status = site(site);
            return status.path("app").asText().equals(commit) && status.path("conditions").path("Ready").asBoolean();
        }, () -> site(site).toPrettyString() + towline("history").stdout() + host.journal());
    }

    /** Waits until the site's newest deployment is for that commit of the app and has ended so. */
    public JsonNode awaitOutcome(String site, String commit, String outcome, Duration deadline) {
        Await.until(site + " at " + commit + ": " + outcome, deadline,
                () -> attempt(site, commit).path("outcome").asText().equals(outcome),
                () -> attempt(site, commit).toPrettyString() + towline("history").stdout() + host.journal());
        return attempt(site, commit);
    }

    /** A push as GitHub tells of it: its payload is signed, and chooses nothing. */
    public String hook() {
        String body = "{\"ref\":\"refs/heads/main\",\"zen\":\"" + System.nanoTime() + "\"}";
        host.write("/tmp/hook.json", body, "0600");
        return host
                .exec("curl", "-s", "-o", "/dev/null", "-w", "%{http_code}", "-H", "Content-Type: application/json",
                        "-H",
                        "X-GitHub-Event: push", "-H", "X-GitHub-Delivery: " + System.nanoTime(), "-H",
                        "X-Hub-Signature-256: sha256=" + hmac(body), "--data-binary", "@/tmp/hook.json",
                        "http://127.0.0.1:9876/hooks/github")
                .stdout();
    }

    private static String hmac(String body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(HOOK_SECRET.getBytes(java.nio.charset.StandardCharsets.UTF_8), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(body.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        } catch (java.security.GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The example's host with one site, or more, all of the club's repository. */
    public void writeConfig(String... sites) {
        config.write("towline.yaml", "vars: {}\n");
        config.write("hosts/lab.yaml",
                "components: [base, nginx, postgresql]\nsites: [" + String.join(", ", sites) + "]\n");
        for (String site : sites) {
            config.write("sites/" + site + "/site.yaml", siteYaml(site));
        }
    }

    public static String siteYaml(String site) {
        return """
                domain: SITE.example.org
                components: [nginx-site, postgresql-database, django]
                app: { repo: /srv/lab/club.git, track: main }
                release: { strategy: blue-green, keep: 3, soak: 12s, drain: 10s }
                migrations: { engine: django }
                health:
                  passes: 3
                  interval: 1s
                  deadline: 30s
                  checks:
                    - http: { path: /ready/, body: '"release"', headers: { X-Forwarded-Proto: https } }
                    - http: { path: /login/, body: "Sign in", headers: { X-Forwarded-Proto: https } }
                vars:
                  django_wsgi: club.wsgi
                  django_settings: club.settings
                  gunicorn_workers: 2
                  gunicorn_max_requests: 0
                  django_workers: [ { name: worker, command: manage.py run_worker } ]
                  django_timers: [ { name: tidy, command: manage.py tidy, schedule: "*:0/15" } ]
                """.replace("SITE", site);
    }

    /** Status and body of a page through nginx, over TLS. */
    public String get(String site, String path) {
        return host.exec("curl", "-sk", "--max-time", "5", "-w", " %{http_code}", "--resolve",
                site + ".example.org:443:127.0.0.1",
                "https://" + site + ".example.org" + path).stdout();
    }

    public String readSite(String site) {
        try {
            return Files.readString(config.work().resolve("sites/" + site + "/site.yaml"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public void writeSite(String site, String text) {
        try {
            Files.writeString(config.work().resolve("sites/" + site + "/site.yaml"), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
