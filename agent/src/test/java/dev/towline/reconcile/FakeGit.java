package dev.towline.reconcile;

import dev.towline.desired.TargetName;
import dev.towline.health.HealthPolicy;
import dev.towline.host.Digest;
import dev.towline.render.RenderedTarget;
import dev.towline.source.CommitInfo;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** A config repo and an app repo a site in memory: what was pushed is seen when it is fetched. */
final class FakeGit implements Wanted, Following {
    /** What each target renders to at a commit of the config repo. */
    private record Config(String commit, SortedMap<TargetName, String> contents) {}

    private final Map<String, Config> configs = new HashMap<>();
    private final Map<TargetName, String> pushedApps = new HashMap<>();
    private final Map<TargetName, String> apps = new HashMap<>();
    private final Set<TargetName> still = new java.util.TreeSet<>();
    private Optional<Config> pushed = Optional.empty();
    private Optional<Config> head = Optional.empty();
    final List<String> fetches = new ArrayList<>();
    boolean fails;
    private int commits;
    private int appCommits;

    /** A commit in which a target renders to something. */
    String config(TargetName target, String content) {
        SortedMap<TargetName, String> next = pushed.map(Config::contents)
                .<SortedMap<TargetName, String>>map(TreeMap::new)
                .orElseGet(TreeMap::new);
        next.put(target, content);
        return put(next);
    }

    String remove(TargetName target) {
        SortedMap<TargetName, String> next = new TreeMap<>(pushed.orElseThrow().contents());
        next.remove(target);
        return put(next);
    }

    private String put(SortedMap<TargetName, String> contents) {
        Config config = new Config("c" + ++commits, contents);
        configs.put(config.commit(), config);
        pushed = Optional.of(config);
        return config.commit();
    }

    String app(TargetName site) {
        String commit = "a" + ++appCommits;
        pushedApps.put(site, commit);
        return commit;
    }

    /** Files of it are on the host, whatever Git says. */
    void here(TargetName target, boolean here) {
        if (here) {
            still.add(target);
        } else {
            still.remove(target);
        }
    }

    @Override
    public Look look(boolean urgent) {
        throw new UnsupportedOperationException("the loop asks each by itself");
    }

    @Override
    public boolean fetchConfig(boolean urgent) {
        fetches.add("config");
        if (fails) {
            throw new IllegalStateException("nobody foresaw this");
        }
        boolean moved = !head.equals(pushed);
        head = pushed;
        return moved;
    }

    @Override
    public boolean fetchApp(TargetName site, boolean urgent) {
        fetches.add("app." + site);
        String newest = pushedApps.get(site);
        return newest != null && !newest.equals(apps.put(site, newest));
    }

    @Override
    public Optional<String> revision() {
        return head.map(Config::commit);
    }

    @Override
    public List<TargetName> targets() {
        Set<TargetName> all = new java.util.TreeSet<>(still);
        head.ifPresent(h -> all.addAll(h.contents().keySet()));
        all.remove(TargetName.HOST);
        List<TargetName> ordered = new ArrayList<>(List.of(TargetName.HOST));
        ordered.addAll(all);
        return ordered;
    }

    @Override
    public List<TargetName> apps() {
        return head.map(h -> h.contents().keySet().stream().filter(pushedApps::containsKey).toList()).orElse(List.of());
    }

    @Override
    public boolean names(TargetName target) {
        return target.isHost() || head.map(h -> h.contents().containsKey(target)).orElse(true)
                || still.contains(target);
    }

    @Override
    public Optional<Heads> heads(TargetName target) {
        return head.map(h -> new Heads(h.commit(), apps.get(target)));
    }

    @Override
    public Rendering render(TargetName target, Heads heads) {
        String content = Objects.requireNonNull(configs.get(heads.config())).contents().get(target);
        if (content == null) {
            return new Rendering.Gone(RenderedTarget.nothing(target, 20), true);
        }
        return new Rendering.Ready(new RenderedTarget(target, Digest.of(content), List.of(), List.of(), List.of(),
                List.of(), List.of(), List.of(), List.of(), List.of(), Map.of(), List.of(), Set.of(), 20,
                new HealthPolicy(List.of(), 1, Duration.ofSeconds(1), Duration.ofSeconds(10), Duration.ZERO),
                Optional.empty(), Optional.empty()));
    }

    @Override
    public Optional<CommitInfo> commit(TargetName target, Heads heads, boolean app) {
        return Optional.empty();
    }
}
