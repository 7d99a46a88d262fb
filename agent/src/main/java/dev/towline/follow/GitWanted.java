package dev.towline.follow;

import dev.towline.desired.AppSpec;
import dev.towline.desired.ConfigFiles;
import dev.towline.desired.ConfigRepo;
import dev.towline.desired.DesiredState;
import dev.towline.desired.Place;
import dev.towline.desired.Problem;
import dev.towline.desired.RepoSpec;
import dev.towline.desired.SiteSpec;
import dev.towline.desired.TargetName;
import dev.towline.desired.TargetSpec;
import dev.towline.desired.parse.Assembly;
import dev.towline.desired.parse.ConfigReader;
import dev.towline.history.History;
import dev.towline.history.Owned;
import dev.towline.host.Facts;
import dev.towline.reconcile.Following;
import dev.towline.reconcile.Heads;
import dev.towline.reconcile.SourceTrouble;
import dev.towline.reconcile.Wanted;
import dev.towline.render.AppTree;
import dev.towline.render.Conflicts;
import dev.towline.render.RenderInputs;
import dev.towline.render.RenderedTarget;
import dev.towline.render.TargetRenderer;
import dev.towline.secret.SecretException;
import dev.towline.source.CommitInfo;
import dev.towline.source.ForcePush;
import dev.towline.source.Revision;
import dev.towline.source.Source;
import dev.towline.source.SourceException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the config repo and the app repos that it names want of this host. Thread-safe. */
final class GitWanted implements Wanted, Following {
    private static final Set<Owned.Kind> STAYING = EnumSet.of(Owned.Kind.USER, Owned.Kind.DATABASE, Owned.Kind.ROLE);
    private final GitSettings settings;
    private final Facts facts;
    private final History history;
    private final Repos repos;
    private final AppSources apps;
    private final Commits commits;
    /** The clashes between all targets at these heads: found once for all of them. */
    private record Judged(Map<TargetName, Heads> heads, SortedMap<TargetName, List<Problem>> clashes) {}

    private volatile Judged judged = new Judged(Map.of(), new TreeMap<>());
    private final TimedRenders renders = new TimedRenders();
    private final RememberedRenderings remembered = new RememberedRenderings();
    private final Map<String, ConfigAt> configs = new NewestConfigs();

    GitWanted(GitSettings settings, Facts facts, History history, Repos repos) {
        this.settings = settings;
        this.facts = facts;
        this.history = history;
        this.repos = repos;
        this.apps = new AppSources(settings.secrets(), settings.config().limits());
        this.commits = new Commits(repos, settings.config().name());
        repos.open(settings.config());
    }

    @Override
    public Look look(boolean urgent) {
        boolean moved = fetchConfig(urgent);
        if (head().isEmpty()) {
            return new Look(List.of(), false);
        }
        for (TargetName site : apps()) {
            moved |= fetchApp(site, urgent);
        }
        return new Look(targets(), moved);
    }

    @Override
    public boolean fetchConfig(boolean urgent) {
        return repos.fetch(settings.config().name(), urgent);
    }

    @Override
    public boolean fetchApp(TargetName site, boolean urgent) {
        return repos.fetch(AppSources.name(site), urgent);
    }

    @Override
    public Optional<String> revision() {
        return head().map(ConfigAt::revision);
    }

    @Override
    public synchronized List<TargetName> apps() {
        Optional<ConfigAt> config = head();
        if (config.isEmpty()) {
            return List.of();
        }
        List<TargetName> sites = new ArrayList<>();
        for (TargetSpec site : config.get().state().sites()) {
            if (site.app().isPresent() && follow(config.get(), site)) {
                sites.add(site.name());
            }
        }
        Set<String> needed = new TreeSet<>(Set.of(settings.config().name()));
        targets().stream().filter(t -> !t.isHost() && !config.get().state().targets().containsKey(t))
                .forEach(left -> needed.add(stillServed(left)));
        if (config.get().clear() && config.get().state().problems().isEmpty()) {
            sites.forEach(site -> needed.add(AppSources.name(site)));
            repos.keep(needed);
        }
        return sites;
    }

    /** A site that Git no longer names serves until its removal is approved, so its commits must stay readable; they are not fetched. */
    private String stillServed(TargetName left) {
        String name = AppSources.name(left);
        if (repos.find(name).isEmpty()) {
            try {
                history.targets().lastGood(left).filter(good -> good.app() != null).map(good -> config(good.config()))
                        .ifPresent(then -> then.spec(left).filter(site -> site.app().isPresent())
                                .ifPresent(site -> follow(then, site)));
            } catch (SourceException e) {
                // The commit that it runs is not here any more: nothing of it can be followed.
                return name;
            }
        }
        return name;
    }

    @Override
    public Optional<SourceTrouble> trouble(TargetName target) {
        return repos.trouble(settings.config().name())
                .or(() -> isAsked(target) ? repos.trouble(AppSources.name(target)) : Optional.empty());
    }

    /** What is still served of a site that is gone from Git is not asked for. */
    private boolean isAsked(TargetName target) {
        try {
            return !target.isHost()
                    && head().map(c -> !c.clear() || c.state().targets().containsKey(target)).orElse(true);
        } catch (SourceException e) {
            return true;
        }
    }

    @Override
    public void asking() {
        repos.asking();
    }

    private boolean follow(ConfigAt config, TargetSpec site) {
        ForcePush forcePush = config.repo().repo().value().map(r -> r.policies().forcePush()).orElse(ForcePush.REFUSE);
        try {
            repos.open(apps.of(site, site.app().orElseThrow(), forcePush));
            return true;
        } catch (SecretException e) {
            repos.denied(AppSources.name(site.name()), e.why() + "; " + e.remedy());
            return false;
        }
    }

    /** The host first, then the sites of Git, then what is still here of sites that Git no longer names. */
    @Override
    public List<TargetName> targets() {
        Set<TargetName> targets = head().<Set<TargetName>>map(c -> new TreeSet<>(c.state().targets().keySet()))
                .orElseGet(TreeSet::new);
        here().forEach(targets::add);
        targets.remove(TargetName.HOST);
        List<TargetName> ordered = new ArrayList<>(List.of(TargetName.HOST));
        ordered.addAll(targets);
        return ordered;
    }

    /** Users and databases stay when a site goes; they alone are no reason to go on with it. */
    private Stream<TargetName> here() {
        return history.inventory().all().stream().filter(o -> !STAYING.contains(o.kind())).map(Owned::target);
    }

    @Override
    public boolean names(TargetName target) {
        return target.isHost()
                || head().map(c -> !c.clear() || c.state().targets().containsKey(target)).orElse(true)
                || here().anyMatch(target::equals);
    }

    private Optional<ConfigAt> head() {
        return repos.find(settings.config().name()).flatMap(Source::current).map(r -> config(r.commit()));
    }

    private ConfigAt config(String commit) {
        synchronized (configs) {
            return configs.computeIfAbsent(commit, this::read);
        }
    }

    private ConfigAt read(String commit) {
        Source source = repos.find(settings.config().name()).orElseThrow();
        ConfigFiles files = Folder.of(ConfigFiles.of(source.snapshot(Revision.of(commit))), settings.path());
        ConfigRepo repo = ConfigReader.read(files, settings.shipped());
        DesiredState state = Assembly.of(repo, settings.host());
        return new ConfigAt(commit, repo, state, new TargetRenderer(repo, state, facts, settings.agent()));
    }

    @Override
    public Optional<Heads> heads(TargetName target) {
        try {
            return head().map(c -> new Heads(c.revision(), c.spec(target).flatMap(s -> appHead(s)).orElse(null)));
        } catch (SourceException e) {
            return Optional.empty();
        }
    }

    /** Where the newest configuration means another app than that of the older one, the two do not fit together. */
    @Override
    public Optional<Heads> heads(TargetName target, String config) {
        try {
            Optional<AppSpec> then = config(config).spec(target).flatMap(TargetSpec::app);
            Optional<AppSpec> now = head().flatMap(c -> c.spec(target)).flatMap(TargetSpec::app);
            return then.equals(now) ? heads(target).map(h -> new Heads(config, h.app())) : Optional.empty();
        } catch (SourceException e) {
            return Optional.empty();
        }
    }

    private Optional<String> appHead(TargetSpec site) {
        return site.app().isEmpty()
                ? Optional.empty()
                : repos.find(AppSources.name(site.name())).flatMap(Source::current).map(Revision::commit);
    }

    @Override
    public Rendering render(TargetName target, Heads heads) {
        try {
            String secrets = settings.secrets().generation(target.value());
            return remembered.get(new RememberedRenderings.Key(target, heads, secrets), () -> fresh(target, heads));
        } catch (SourceException e) {
            return new Rendering.NotYet(String.valueOf(e.getMessage()));
        }
    }

    private Rendering fresh(TargetName target, Heads heads) {
        ConfigAt config = config(heads.config());
        if (config.clear() && !config.state().targets().containsKey(target)) {
            return new Rendering.Gone(RenderedTarget.nothing(target, removalCap(config)), mayGo(config));
        }
        Optional<TargetSpec> spec = config.spec(target);
        if (spec.flatMap(TargetSpec::site).filter(SiteSpec::suspend).isPresent()) {
            return new Rendering.Suspended();
        }
        if (spec.flatMap(TargetSpec::app).isPresent() && heads.app() == null) {
            return notFetched(spec.get());
        }
        List<Problem> clashes = clashes(config, heads, target);
        return clashes.isEmpty() ? rendered(config, target, heads.app()) : new Rendering.Invalid(clashes);
    }

    private Rendering notFetched(TargetSpec site) {
        String name = AppSources.name(site.name());
        if (repos.find(name).isPresent()) {
            String said = repos.said(name);
            return new Rendering.NotYet(
                    "the app's repository was not fetched yet" + (said.isEmpty() ? "" : ": " + said));
        }
        try {
            apps.of(site, site.app().orElseThrow(), ForcePush.REFUSE);
            return new Rendering.NotYet("the app's repository is about to be fetched");
        } catch (SecretException e) {
            return new Rendering.Invalid(List.of(Place.of(site.file()).problem(e.why(), e.remedy())));
        }
    }

    private int removalCap(ConfigAt config) {
        return config.repo().repo().value().map(r -> r.policies().removalCap()).orElse(20);
    }

    private static boolean mayGo(ConfigAt config) {
        return config.repo().repo().value().filter(r -> r.policies().removeSites() == RepoSpec.RemoveSites.ALLOW)
                .isPresent();
    }

    private Rendering rendered(ConfigAt config, TargetName target, @Nullable String app) {
        return renders.within(target, new Heads(config.revision(), app), () -> rendering(config, target, app));
    }

    private Rendering rendering(ConfigAt config, TargetName target, @Nullable String app) {
        RenderInputs inputs = new RenderInputs(settings.secrets(), tree(config, target, app), settings.interpreter());
        return switch (config.renderer().render(target, inputs)) {
            case dev.towline.render.Rendering.Settled settled -> new Rendering.Ready(settled.target());
            case dev.towline.render.Rendering.Refused refused -> new Rendering.Invalid(refused.problems());
        };
    }

    private AppTree tree(ConfigAt config, TargetName target, @Nullable String app) {
        Optional<Source> source = config.spec(target).flatMap(s -> repos.find(AppSources.name(s.name())));
        return app == null || source.isEmpty()
                ? new AppTree.StandIn()
                : new AppTree.At(source.get().snapshot(Revision.of(app)));
    }

    /** Two targets that claim the same are told so, both, before either writes anything; only the newest commit is judged. */
    private List<Problem> clashes(ConfigAt config, Heads heads, TargetName target) {
        if (!head().map(ConfigAt::revision).equals(Optional.of(heads.config()))) {
            return List.of();
        }
        Map<TargetName, Heads> all = new TreeMap<>();
        for (TargetName name : config.state().targets().keySet()) {
            all.put(name, new Heads(config.revision(), config.spec(name).flatMap(this::appHead).orElse(null)));
        }
        all.put(target, heads);
        Judged known = judged;
        if (!known.heads().equals(all)) {
            known = new Judged(all, Conflicts.find(settled(config, all)));
            judged = known;
        }
        return known.clashes().getOrDefault(target, List.of());
    }

    private List<RenderedTarget> settled(ConfigAt config, Map<TargetName, Heads> all) {
        List<RenderedTarget> settled = new ArrayList<>();
        all.forEach((name, heads) -> {
            boolean known = config.spec(name).flatMap(TargetSpec::app).isEmpty() || heads.app() != null;
            if (known && rendered(config, name, heads.app()) instanceof Rendering.Ready ready) {
                settled.add(ready.target());
            }
        });
        return settled;
    }

    @Override
    public Distance distance(TargetName target, Heads from, Heads to) {
        return commits.distance(target, from, to);
    }

    @Override
    public Optional<CommitInfo> commit(TargetName target, Heads heads, boolean app) {
        return commits.find(target, heads, app);
    }
}
