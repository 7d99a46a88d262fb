package dev.towline.observe;

import dev.towline.history.Owned;
import dev.towline.host.Digest;
import dev.towline.host.FileStat;
import dev.towline.host.Host;
import dev.towline.host.HostFiles;
import dev.towline.observe.ObservedState.Entry;
import dev.towline.observe.ObservedState.Running;
import dev.towline.render.RenderedDatabase;
import dev.towline.render.RenderedLink;
import dev.towline.render.RenderedRelease;
import dev.towline.render.RenderedTarget;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Looks at the host once, at no more than a plan for the target needs. */
public final class Observer {
    private final Host host;

    public Observer(Host host) {
        this.host = host;
    }

    /**
     * @param owned what is ours of this target, so that what Git no longer names is looked at too
     *     (what is known to be ours in PostgreSQL is not asked again, because each question costs a process)
     */
    public ObservedState observe(RenderedTarget target, Collection<Owned> owned) {
        Questions questions = Questions.of(target, owned);
        Map<String, Entry> paths = new HashMap<>();
        for (String path : questions.paths()) {
            look(path).ifPresent(entry -> paths.put(path, entry));
        }
        return new ObservedState(paths, host.services().states(questions.units()),
                target.packages().isEmpty() ? Set.of() : host.packages().installed(target.packages()), users(target),
                owners(target, names(owned, Owned.Kind.DATABASE)), roles(target, names(owned, Owned.Kind.ROLE)),
                target.release().map(this::releases).orElse(List.of()),
                target.release().map(this::environments).orElse(List.of()),
                target.release().map(this::unfinished).orElse(List.of()),
                target.release().map(this::linked).orElse(Map.of()),
                target.release().map(this::running).orElse(Running.NOTHING));
    }

    private Optional<Entry> look(String path) {
        return host.files().stat(path).map(stat -> new Entry(stat, digest(path, stat)));
    }

    private @Nullable Digest digest(String path, FileStat stat) {
        HostFiles files = host.files();
        if (stat.isFile()) {
            return files.digest(path);
        }
        if (!stat.isLink()) {
            return null;
        }
        Optional<String> end = files.resolve(path);
        boolean leadsToFile = end.flatMap(files::stat).filter(FileStat::isFile).isPresent();
        return leadsToFile ? files.digest(end.orElseThrow()) : null;
    }

    private Map<String, Set<String>> users(RenderedTarget target) {
        Map<String, Set<String>> lacking = new HashMap<>();
        target.users().forEach(wanted -> host.accounts().find(wanted.name()).ifPresent(there -> {
            Set<String> missing = new TreeSet<>(wanted.groups());
            missing.removeAll(there.groups());
            lacking.put(wanted.name(), missing);
        }));
        return lacking;
    }

    private static Set<String> names(Collection<Owned> owned, Owned.Kind kind) {
        return owned.stream().filter(o -> o.kind() == kind).map(Owned::name).collect(Collectors.toSet());
    }

    private Map<String, String> owners(RenderedTarget target, Set<String> ours) {
        Map<String, String> owners = new HashMap<>();
        target.databases().stream().filter(d -> !ours.contains(d.name()))
                .forEach(d -> host.databases().owner(d.name()).ifPresent(o -> owners.put(d.name(), o)));
        return owners;
    }

    private Set<String> roles(RenderedTarget target, Set<String> ours) {
        return target.databases().stream().map(RenderedDatabase::role).filter(r -> !ours.contains(r))
                .filter(host.databases()::roleExists).collect(Collectors.toSet());
    }

    private List<String> releases(RenderedRelease release) {
        return complete(release.home() + "/releases");
    }

    private List<String> environments(RenderedRelease release) {
        return complete(release.home() + "/venvs");
    }

    private List<String> complete(String folder) {
        return host.files().list(folder).stream().filter(name -> isComplete(folder + "/" + name)).toList();
    }

    /** Only root's mark counts: an environment is its user's while it is built. */
    private boolean isComplete(String folder) {
        return host.files().stat(folder + "/" + RenderedRelease.COMPLETE)
                .filter(mark -> mark.isFile() && mark.ownership().owner().equals("root")).isPresent();
    }

    private List<String> unfinished(RenderedRelease release) {
        return Stream.of("/releases", "/venvs").map(f -> release.home() + f)
                .flatMap(folder -> host.files().list(folder).stream().map(name -> folder + "/" + name))
                .filter(folder -> !isComplete(folder)).toList();
    }

    private Map<String, String> linked(RenderedRelease release) {
        Map<String, String> linked = new HashMap<>();
        for (String id : releases(release)) {
            host.files().stat(release.home() + "/releases/" + id + "/" + RenderedRelease.ENVIRONMENT)
                    .map(FileStat::target).ifPresent(path -> linked.put(id, path.substring(path.lastIndexOf('/') + 1)));
        }
        return linked;
    }

    private Running running(RenderedRelease release) {
        return new Running(target(release.current()), target(release.previous()),
                release.web().map(web -> target(web.currentSocket())).orElse(null));
    }

    private @Nullable String target(@Nullable String link) {
        return link == null ? null : host.files().stat(link).map(FileStat::target).orElse(null);
    }

    /** The paths and units to look at, each once. */
    record Questions(Set<String> paths, Set<String> units) {
        static Questions of(RenderedTarget target, Collection<Owned> owned) {
            Set<String> paths = new TreeSet<>();
            Set<String> units = new TreeSet<>();
            target.files().forEach(f -> paths.add(f.path()));
            target.directories().forEach(d -> paths.add(d.path()));
            for (RenderedLink link : target.links()) {
                paths.add(link.path());
                paths.addAll(link.targets());
            }
            target.setup().forEach(s -> paths.add(s.creates()));
            target.units().forEach(u -> units.add(u.name()));
            target.files().forEach(f -> followers(f.onChange(), units));
            target.links().forEach(l -> followers(l.onChange(), units));
            target.release().ifPresent(release -> ofRelease(release, paths, units));
            for (Owned one : owned) {
                switch (one.kind()) {
                    case FILE, LINK, DIRECTORY -> paths.add(one.name());
                    case UNIT -> units.add(one.name());
                    case TREE, USER, DATABASE, ROLE -> {
                    }
                }
            }
            return new Questions(paths, units);
        }

        private static void ofRelease(RenderedRelease release, Set<String> paths, Set<String> units) {
            release.files().forEach(f -> paths.add(f.path()));
            release.web().ifPresent(web -> {
                paths.add(web.blue().file().path());
                paths.add(web.green().file().path());
                paths.add(web.currentSocket());
                units.add(web.blue().unit());
                units.add(web.green().unit());
                if (web.socketUnit() != null) {
                    units.add(web.socketUnit());
                }
            });
            release.background().forEach(process -> {
                process.files().forEach(f -> paths.add(f.path()));
                units.add(process.start());
                units.add(process.service());
            });
            paths.add(release.home() + "/maintenance");
            paths.add(release.current());
            paths.add(release.previous());
        }

        private static void followers(dev.towline.render.OnChange onChange, Set<String> units) {
            switch (onChange) {
                case dev.towline.render.OnChange.Reload r -> units.add(r.unit());
                case dev.towline.render.OnChange.Restart r -> units.add(r.unit());
                case dev.towline.render.OnChange.Nothing n -> {
                }
                case dev.towline.render.OnChange.Run r -> {
                }
            }
        }
    }
}
