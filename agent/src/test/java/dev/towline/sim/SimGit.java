package dev.towline.sim;

import dev.towline.desired.Place;
import dev.towline.desired.TargetName;
import dev.towline.health.HealthPolicy;
import dev.towline.host.Digest;
import dev.towline.reconcile.Heads;
import dev.towline.reconcile.Wanted;
import dev.towline.release.AppTrees;
import dev.towline.render.OnChange;
import dev.towline.render.RenderedTarget;
import dev.towline.render.RenderedUnit;
import dev.towline.source.CommitInfo;
import dev.towline.source.MemorySnapshot;
import dev.towline.source.Revision;
import dev.towline.source.Snapshot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** A config repo and an app repo a site, whose commits are scripted. */
final class SimGit implements Wanted, AppTrees {
    /** @param schema number of migrations that the commit has */
    record App(String commit, AppKind kind, int schema) {}

    /** The sites that are named at a config commit, and the version of the host's own files. */
    record Config(String commit, Map<TargetName, SiteConfig> sites, int host) {}

    /** What a release was made from. */
    record Made(Site site, SiteConfig config, App app) {}

    private record Key(TargetName target, Heads heads) {}

    private final Map<TargetName, Site> sites = new TreeMap<>();
    private final Map<String, Config> configs = new HashMap<>();
    private final Map<TargetName, List<App>> apps = new HashMap<>();
    private final Map<String, Made> releases = new HashMap<>();
    private final Map<Key, Rendering> renderings = new HashMap<>();
    private Config head;
    private boolean removeSites;
    private int commits;

    SimGit(List<Site> all) {
        Map<TargetName, SiteConfig> first = new TreeMap<>();
        for (Site site : all) {
            sites.put(site.name(), site);
            first.put(site.name(), SiteConfig.FIRST);
            apps.put(site.name(), new ArrayList<>());
            push(site.name(), AppKind.GOOD);
        }
        head = put(first, 1);
    }

    List<Site> sites() {
        return List.copyOf(sites.values());
    }

    Config head() {
        return head;
    }

    App app(TargetName site) {
        return history(site).getLast();
    }

    private List<App> history(TargetName site) {
        return Objects.requireNonNull(apps.get(site));
    }

    private String commit(char repo) {
        return String.format("%06x", ++commits) + String.valueOf(repo).repeat(34);
    }

    final App push(TargetName site, AppKind kind) {
        int schema = history(site).isEmpty() ? 1 : app(site).schema();
        App app = new App(commit('a'), kind, kind.migrates() ? schema + 1 : schema);
        history(site).add(app);
        return app;
    }

    void config(TargetName site, SiteConfig config) {
        Map<TargetName, SiteConfig> next = new TreeMap<>(head.sites());
        next.put(site, config);
        head = put(next, head.host());
    }

    void remove(TargetName site) {
        Map<TargetName, SiteConfig> next = new TreeMap<>(head.sites());
        next.remove(site);
        head = put(next, head.host());
    }

    /** The config repo lets sites go without asking. */
    void allowRemovals() {
        removeSites = true;
    }

    void host(int version) {
        head = put(head.sites(), version);
    }

    private Config put(Map<TargetName, SiteConfig> now, int host) {
        Config config = new Config(commit('c'), Map.copyOf(now), host);
        configs.put(config.commit(), config);
        return config;
    }

    boolean names(TargetName site) {
        return head.sites().containsKey(site);
    }

    /** Whether the pair is one that works. */
    boolean isGood(TargetName target, Heads heads) {
        SiteConfig config = Objects.requireNonNull(configs.get(heads.config())).sites().get(target);
        return config != null && config.good()
                && history(target).stream().filter(a -> a.commit().equals(heads.app())).anyMatch(
                        a -> a.kind().good() || a.kind() == AppKind.WORKER_CRASHES && !config.worker());
    }

    /** Whether one of the migrations after the first so many is one that old code does not live with. */
    boolean breaks(TargetName site, int after, int last) {
        return history(site).stream().anyMatch(a -> a.kind().breaks() && a.schema() > after && a.schema() <= last);
    }

    /** What a release folder was made from. */
    Optional<Made> made(String path) {
        return Optional.ofNullable(releases.get(path));
    }

    @Override
    public Optional<Heads> heads(TargetName target) {
        boolean app = !target.isHost() && names(target);
        return Optional.of(new Heads(head.commit(), app ? app(target).commit() : null));
    }

    @Override
    public Rendering render(TargetName target, Heads heads) {
        return renderings.computeIfAbsent(new Key(target, heads), this::fresh);
    }

    private Rendering fresh(Key key) {
        Config config = Objects.requireNonNull(configs.get(key.heads.config()));
        if (key.target.isHost()) {
            return new Rendering.Ready(host(config));
        }
        SiteConfig wanted = config.sites().get(key.target);
        if (wanted == null) {
            return new Rendering.Gone(RenderedTarget.nothing(key.target, 20), removeSites);
        }
        if (wanted.flaw() == SiteConfig.Flaw.TEMPLATE) {
            return new Rendering.Invalid(
                    List.of(Place.of("sites/" + key.target + "/site.yaml").problem("undefined variable", "define it")));
        }
        String commit = key.heads.app();
        Site site = Objects.requireNonNull(sites.get(key.target));
        if (commit == null) {
            return new Rendering.NotYet("the app was not fetched yet");
        }
        App app = history(key.target).stream().filter(a -> a.commit().equals(commit)).findFirst().orElseThrow();
        SiteShape shape = new SiteShape(site, wanted, app);
        releases.put(site.home() + "/releases/" + shape.id(), new Made(site, wanted, app));
        return new Rendering.Ready(shape.target());
    }

    /** The host's file names no components any more. */
    static final int NO_COMPONENTS = -1;

    private static RenderedTarget host(Config config) {
        if (config.host() == NO_COMPONENTS) {
            return new RenderedTarget(TargetName.HOST, Digest.of("host of nothing"), List.of(), List.of(), List.of(),
                    List.of(), List.of(), List.of(), List.of(), List.of(), Map.of(), List.of(), Set.of(), 20,
                    new HealthPolicy(List.of(), 1, Duration.ofSeconds(1), Duration.ofSeconds(10), Duration.ZERO),
                    Optional.empty(), Optional.empty());
        }
        return new RenderedTarget(TargetName.HOST, Digest.of("host " + config.host()), List.of("nginx"), List.of(),
                List.of(),
                List.of(SiteShape.file("/etc/nginx/nginx.conf", "worker_processes 2; # " + config.host(), "nginx",
                        new OnChange.Reload("nginx.service"))),
                List.of(), List.of(new RenderedUnit("nginx.service", true, true)), List.of(), List.of(),
                Map.of("nginx", SiteShape.NGINX), List.of(), Set.of("/etc/nginx/nginx.conf"), 20,
                new HealthPolicy(List.of(), 1, Duration.ofSeconds(1), Duration.ofSeconds(10), Duration.ZERO),
                Optional.empty(), Optional.empty());
    }

    @Override
    public Optional<CommitInfo> commit(TargetName target, Heads heads, boolean app) {
        return Optional.empty();
    }

    @Override
    public Snapshot app(TargetName site, Revision revision) {
        return new MemorySnapshot(revision, Map.of("manage.py", "# " + revision, "site/wsgi.py", "app"));
    }
}
