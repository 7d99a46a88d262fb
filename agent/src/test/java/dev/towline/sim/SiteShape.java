package dev.towline.sim;

import dev.towline.health.Endpoint;
import dev.towline.health.HealthCheck;
import dev.towline.health.HealthPolicy;
import dev.towline.host.Account;
import dev.towline.host.Digest;
import dev.towline.host.Ownership;
import dev.towline.render.Content;
import dev.towline.render.OnChange;
import dev.towline.render.RenderedDatabase;
import dev.towline.render.RenderedDirectory;
import dev.towline.render.RenderedFile;
import dev.towline.render.RenderedLink;
import dev.towline.render.RenderedRelease;
import dev.towline.render.RenderedRelease.BackgroundProcess;
import dev.towline.render.RenderedRelease.BuildStep;
import dev.towline.render.RenderedRelease.Environment;
import dev.towline.render.RenderedRelease.Migration;
import dev.towline.render.RenderedRelease.Ordered;
import dev.towline.render.RenderedRelease.RestoreSource;
import dev.towline.render.RenderedRelease.SlotUnit;
import dev.towline.render.RenderedRelease.WebProcess;
import dev.towline.render.RenderedTarget;
import dev.towline.render.Validator;
import dev.towline.secret.Secret;
import dev.towline.source.Revision;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What the render room would make of a site at a pair of commits; the units are as those of the shipped components. */
final class SiteShape {
    static final Duration SOAK = Duration.ofSeconds(8);
    static final int KEEP = 3;
    static final Validator NGINX = new Validator("nginx", "/etc/nginx", List.of("nginx", "-t"), false);
    private static final OnChange RELOAD = new OnChange.Reload("nginx.service");

    private final Site site;
    private final SiteConfig config;
    private final SimGit.App app;

    SiteShape(Site site, SiteConfig config, SimGit.App app) {
        this.site = site;
        this.config = config;
        this.app = app;
    }

    String id() {
        return id(app.commit(), config);
    }

    private static String id(String commit, SiteConfig config) {
        String settings = Digest.of("env " + config.env() + config.flaw().equals(SiteConfig.Flaw.ENV) + config.worker()
                + (config.domain() == 1 ? "" : " domain " + config.domain()))
                .hex().substring(0, 8);
        return commit.substring(0, 7) + "-" + settings;
    }

    static String vhostText(Site site, SiteConfig config) {
        String text = "server { proxy_pass " + site.currentSocket() + "; } # " + config.vhost();
        return switch (config.flaw()) {
            case NONE, TEMPLATE, ENV -> text;
            case NGINX_SYNTAX -> text + " syntax error";
            case NGINX_MEANING -> text + " return 500";
        };
    }

    RenderedTarget target() {
        List<RenderedFile> files = new ArrayList<>();
        files.add(file(site.tmpfiles(), tmpfiles(), null,
                new OnChange.Run(List.of("systemd-tmpfiles", "--create", site.tmpfiles()))));
        if (!site.blueGreen()) {
            files.add(unit(site.unit("web.socket"), "[Socket]\nListenStream=" + site.currentSocket()));
        }
        for (int i = 0; i < config.extras(); i++) {
            files.add(file("/etc/" + site.name() + "/extra-" + i, "extra " + i, null, new OnChange.Nothing()));
        }
        files.add(file(site.vhost(), vhostText(site, config), "nginx", RELOAD));
        return new RenderedTarget(site.name(), Digest.of(config.toString()), List.of("python3"),
                List.of(new Account(site.name().value(), site.home(), "/usr/sbin/nologin", new TreeSet<>())),
                List.of(new RenderedDirectory("/etc/" + site.name(), Ownership.root(0755)),
                        new RenderedDirectory(site.home() + "/shared", own(0750))),
                files,
                List.of(new RenderedLink("/etc/ssl/" + site.name() + ".pem",
                        List.of("/etc/letsencrypt/" + site.name() + ".pem", "/etc/ssl/self.pem"), RELOAD)),
                List.of(),
                site.databases().stream()
                        .map(name -> new RenderedDatabase(name, site.name().value(), Secret.of("geheim"), List.of()))
                        .toList(),
                List.of(), Map.of("nginx", NGINX), List.of(site.name() + ".example"),
                site.adopts() ? Set.of(site.vhost()) : Set.of(), 20, health(),
                Optional.of(new Endpoint.Port("127.0.0.1", site.port(), false)), Optional.of(release()));
    }

    static String host(SiteConfig config) {
        return config.domain() + ".example";
    }

    private Ownership own(int mode) {
        return new Ownership(site.name().value(), site.name().value(), mode);
    }

    private String tmpfiles() {
        StringBuilder text = new StringBuilder(
                "d /run/sites 0755 root root -\nd " + site.run() + " 0755 root root -\n");
        for (String slot : List.of("blue", "green")) {
            text.append("d ").append(site.run()).append('/').append(slot).append(" 2750 ").append(site.name())
                    .append(" www-data -\n");
        }
        return text.toString();
    }

    private HealthPolicy health() {
        HealthCheck page = new HealthCheck.Http("page", null, "/", host(config), Map.of(), List.of(200), null, null,
                Map.of(),
                Duration.ofSeconds(1));
        return new HealthPolicy(List.of(page), 2, Duration.ofSeconds(1), Duration.ofSeconds(10), SOAK);
    }

    static RenderedFile file(String path, String text, @Nullable String validator, OnChange onChange) {
        return new RenderedFile(path, Content.of(text), Ownership.root(0644), validator, onChange, false,
                "components/sim/" + path.substring(path.lastIndexOf('/') + 1) + ".j2");
    }

    private static RenderedFile unit(String name, String text) {
        return file(Site.unitFile(name), text + "\n[Install]\nWantedBy=multi-user.target\n", null,
                new OnChange.Nothing());
    }

    private RenderedRelease release() {
        String path = site.home() + "/releases/" + id();
        String inputs = "e" + app.kind().ordinal() % 2;
        BuildStep pip = new BuildStep("pip", List.of("pip"), Duration.ofMinutes(5));
        BuildStep collect = new BuildStep("static", List.of("collectstatic"), Duration.ofMinutes(5));
        List<RestoreSource> databases = site.databases().stream()
                .<RestoreSource>map(RestoreSource.Postgres::new).toList();
        Migration migration = new Migration(new BuildStep("pending", List.of("pending"), Duration.ofMinutes(1)),
                new BuildStep("migrate", List.of("migrate"), Duration.ofMinutes(10)),
                databases,
                site.contract()
                        .map(policy -> new Ordered(new RenderedRelease.Engine.Django("bin/python"), databases,
                                site.migrations(), policy, Duration.ofSeconds(2), List.of(), List.of())),
                "");
        RenderedFile env = new RenderedFile(path + "/env", Content.of("ENV=" + config.env()), own(0640), null,
                new OnChange.Nothing(), true, "env.j2");
        return new RenderedRelease(id(), Revision.of(app.commit()), Digest.of(id()), site.home(), path, "",
                site.name().value(), "www-data", site.strategy(),
                Optional.of(new Environment(inputs, site.home() + "/venvs/" + inputs, List.of(pip))), List.of(env),
                List.of(path + "/env"), List.of(), List.of(collect), List.of(), Optional.of(migration),
                Optional.of(web(path)), background(path), site.home() + "/current", site.home() + "/previous", KEEP,
                List.of("public"));
    }

    private List<BackgroundProcess> background(String path) {
        List<BackgroundProcess> background = new ArrayList<>();
        if (config.worker()) {
            background.add(new BackgroundProcess("worker", site.worker(), site.worker(),
                    List.of(unit(site.worker(), "[Service]\nExecStart=" + path + "/bin/worker\nRestart=always\n"
                            + "RestartSec=1"))));
        }
        String tidy = site.unit("tidy.service");
        background.add(new BackgroundProcess("tidy", site.timer(), tidy,
                List.of(file(Site.unitFile(tidy), "[Service]\nType=oneshot\nExecStart=" + path + "/bin/tidy\n", null,
                        new OnChange.Nothing()), unit(site.timer(), "[Timer]\nOnCalendar=daily"))));
        return background;
    }

    private WebProcess web(String path) {
        Duration drain = Duration.ofSeconds(5);
        return site.blueGreen()
                ? new WebProcess("web", slot(site.blue(), site.run() + "/blue/web.sock", path),
                        slot(site.green(), site.run() + "/green/web.sock", path), site.currentSocket(), null, drain)
                : new WebProcess("web",
                        new SlotUnit(site.blue(), unit(site.blue(), service(path, "")), site.currentSocket()),
                        new SlotUnit(site.green(),
                                unit(site.green(), service(path, " --bind unix:" + site.run() + "/green/web.sock")),
                                site.run() + "/green/web.sock"),
                        site.currentSocket(), site.unit("web.socket"), drain);
    }

    private SlotUnit slot(String unit, String socket, String path) {
        return new SlotUnit(unit, unit(unit, "[Service]\nExecStartPre=-+/bin/ln -sT " + socket + " "
                + site.currentSocket() + "\n" + service(path, " --bind unix:" + socket)), socket);
    }

    private static String service(String path, String bind) {
        return "[Service]\nExecStart=" + path + "/bin/serve" + bind + "\nRestart=always\nRestartSec=1";
    }
}
