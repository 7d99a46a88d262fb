package dev.towline.reconcile;

import dev.towline.apply.Undoing;
import dev.towline.apply.Work;
import dev.towline.desired.TargetName;
import dev.towline.event.Events;
import dev.towline.health.HealthPolicy;
import dev.towline.history.DeploymentId;
import dev.towline.history.History;
import dev.towline.history.Owned;
import dev.towline.history.Pair;
import dev.towline.history.memory.MemoryHistory;
import dev.towline.host.Command;
import dev.towline.host.CommandResult;
import dev.towline.host.Digest;
import dev.towline.host.Host;
import dev.towline.host.Job;
import dev.towline.host.JobResult;
import dev.towline.host.JobState;
import dev.towline.host.Jobs;
import dev.towline.host.Services;
import dev.towline.host.TemporaryPostgres;
import dev.towline.host.UnitState;
import dev.towline.host.linux.LinuxHost;
import dev.towline.host.linux.PostgresDatabases;
import dev.towline.host.local.LocalHost;
import dev.towline.migrate.django.DjangoMigrations;
import dev.towline.migrate.order.MigrationTools;
import dev.towline.release.ReleaseBuilder;
import dev.towline.release.Releases;
import dev.towline.render.RenderedRelease;
import dev.towline.render.RenderedRelease.BuildStep;
import dev.towline.render.RenderedRelease.Migration;
import dev.towline.render.RenderedRelease.RestoreSource;
import dev.towline.render.RenderedTarget;
import dev.towline.restore.DumpCommands;
import dev.towline.restore.PointFolder;
import dev.towline.restore.Proving;
import dev.towline.restore.PutBack;
import dev.towline.restore.RestorePoint;
import dev.towline.restore.RestorePoints;
import dev.towline.restore.SqliteFiles;
import dev.towline.source.CommitInfo;
import dev.towline.source.Revision;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** A site on a real database and a real disk, whose agent can be killed at any effect. */
final class RestoringSite {
    static final TargetName SITE = new TargetName("ysc");
    private static final Pair GOOD = new Pair("c".repeat(40), "0".repeat(64), "a".repeat(40), "aaaaaaa-00000001");
    private static final Set<String> LOOKS = Set.of("stat", "list", "read", "space", "usage", "digest", "resolve",
            "owner",
            "named", "footprint", "roleExists", "states", "state", "log", "find", "entries", "openDeployment", "kept");

    /** The agent is gone in the middle of what it did. */
    private static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }

    private final Path folder;
    private final Map<String, String> environment;
    private final RestoreSource source;
    private final MemoryHistory history = new MemoryHistory();
    private final Units units = new Units();
    private final Map<String, Runnable> watches = new HashMap<>();
    private final AtomicInteger seconds = new AtomicInteger();
    private final Host plain;
    private int watched;
    private int effects;
    private int deadline;
    private String run = "insert into django_migrations (app, name) values ('club', '0002_later')";

    /** On PostgreSQL; its release wants the migration 0002_later. */
    static RestoringSite on(TemporaryPostgres server, Path folder) throws IOException {
        return new RestoringSite(folder, server.environment(), new RestoreSource.Postgres("club"));
    }

    /** On a SQLite file; its release wants nothing. */
    static RestoringSite on(Path file, Path folder) throws IOException {
        return new RestoringSite(folder, Map.of(), new RestoreSource.Sqlite(file.toString()));
    }

    private RestoringSite(Path folder, Map<String, String> environment, RestoreSource source) throws IOException {
        this.folder = folder;
        this.environment = environment;
        this.source = source;
        Host local = LocalHost.open("soar-1", folder.resolve("root"), folder.resolve("state")).host();
        plain = new LinuxHost(local.files(), local.commands(), jobs(local.jobs()), units, local.accounts(),
                local.packages(), PostgresDatabases.asOwnUser(command -> run(local, command)), local.locks(),
                local.sockets(), local.facts(), java.time.Clock.systemUTC(), local.pause());
        Files.createDirectories(folder.resolve("site/releases/aaaaaaa-00000001/app"));
        Files.createDirectories(folder.resolve("backups"));
        history.targets().lastGood(SITE, GOOD);
        history.inventory().replace(SITE, List.of(Owned.of(SITE, Owned.Kind.UNIT, "web")));
        units.start("web");
    }

    private CommandResult run(Host local, Command command) {
        return local.commands().run(command.with(with(command.environment())));
    }

    private Map<String, String> with(Map<String, String> given) {
        Map<String, String> all = new HashMap<>(given);
        all.putAll(environment);
        return all;
    }

    private Jobs jobs(Jobs local) {
        return new Jobs() {
            @Override
            public JobResult run(Job job, Consumer<String> output) {
                watches.entrySet().stream().filter(w -> job.name().endsWith("-" + w.getKey())).forEach(w -> {
                    watched++;
                    w.getValue().run();
                });
                if (job.argv().getFirst().equals("sqlite")) {
                    return sqlite(job.argv().stream().skip(1).toList(), output);
                }
                return local.run(new Job(job.name(), job.argv(), job.user(), job.directory(),
                        with(job.environment()), job.environmentFiles(), job.writable(), job.timeout()), output);
            }

            @Override
            public Optional<JobState> find(String name) {
                return local.find(name);
            }

            @Override
            public void forget(String name) {
                local.forget(name);
            }
        };
    }

    /** What the agent's own program does with SQLite files, without a process. */
    private static JobResult sqlite(List<String> words, Consumer<String> output) {
        Path first = Path.of(words.get(1));
        try {
            switch (words.getFirst()) {
                case "sqlite-copy" -> SqliteFiles.copy(first, Path.of(words.get(2)));
                case "sqlite-check" -> SqliteFiles.check(first);
                case "sqlite-tell" -> SqliteFiles.tell(first).forEach(output);
                case "sqlite-exchange" -> SqliteFiles.exchange(first, Path.of(words.get(2)), Path.of(words.get(3)));
                default -> throw new AssertionError(words);
            }
            return new JobResult(0, false, "");
        } catch (IOException e) {
            return new JobResult(1, false, String.valueOf(e.getMessage()));
        }
    }

    /** Units that only know whether they run. */
    private static final class Units implements Services {
        private final Set<String> running = new TreeSet<>();

        @Override
        public Map<String, UnitState> states(Collection<String> names) {
            return names.stream().collect(Collectors.toMap(name -> name, name -> new UnitState(
                    running.contains(name) ? UnitState.Active.ACTIVE : UnitState.Active.INACTIVE, true, 0, 0)));
        }

        @Override
        public void reloadDefinitions() {}

        @Override
        public void start(String unit) {
            running.add(unit);
        }

        @Override
        public void stop(String unit) {
            running.remove(unit);
        }

        @Override
        public void restart(String unit) {}

        @Override
        public void reload(String unit) {}

        @Override
        public void enable(String unit) {}

        @Override
        public void disable(String unit) {}

        @Override
        public String log(String unit, int lines) {
            return "";
        }
    }

    List<String> running() {
        return List.copyOf(units.running);
    }

    /** What is asked when a job of that name begins. */
    void watch(String job, Runnable question) {
        watches.put(job, question);
    }

    int watched() {
        return watched;
    }

    Host host() {
        return plain;
    }

    History history() {
        return history;
    }

    String flag() {
        return folder.resolve("site/maintenance").toString();
    }

    boolean isClosed() {
        return Files.exists(Path.of(flag()));
    }

    void migrationsFail() {
        run = "select 1/0";
    }

    void rename(RestorePoint point, String name) {
        String path = point.path().substring(0, point.path().lastIndexOf('/') + 1) + name;
        plain.files().rename(point.path(), path);
        plain.files().rename(point.path() + ".sha256", path + ".sha256");
    }

    /** The agent dies just before (odd) or just after (even) an effect; 0: it does not. */
    void dieAtEffect(int number) {
        effects = 0;
        deadline = number;
    }

    /** Whether it was killed in it. */
    boolean survives(Runnable what) {
        try {
            what.run();
            return false;
        } catch (Killed e) {
            return true;
        }
    }

    private void tick() {
        if (++effects == deadline) {
            throw new Killed();
        }
    }

    private <T> T mortal(Class<T> type, T real) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[]{type}, (proxy, method, words) -> {
            boolean effect = !LOOKS.contains(method.getName());
            try {
                if (effect) {
                    tick();
                }
                Object answer = method.invoke(real, words);
                if (effect) {
                    tick();
                }
                return answer;
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        }));
    }

    private Host mortalHost() {
        return new LinuxHost(mortal(dev.towline.host.HostFiles.class, plain.files()), plain.commands(),
                mortal(Jobs.class, plain.jobs()), mortal(Services.class, units), plain.accounts(), plain.packages(),
                mortal(dev.towline.host.Databases.class, plain.databases()), plain.locks(), plain.sockets(),
                plain.facts(), plain.clock(), plain.pause());
    }

    private History mortalHistory() {
        return new History() {
            @Override
            public dev.towline.history.Journal journal() {
                return mortal(dev.towline.history.Journal.class, history.journal());
            }

            @Override
            public dev.towline.history.Deployments deployments() {
                return history.deployments();
            }

            @Override
            public dev.towline.history.Inventory inventory() {
                return history.inventory();
            }

            @Override
            public dev.towline.history.Quarantine quarantine() {
                return history.quarantine();
            }

            @Override
            public dev.towline.history.Targets targets() {
                return history.targets();
            }

            @Override
            public dev.towline.history.Sources sources() {
                return history.sources();
            }

            @Override
            public dev.towline.history.Decisions decisions() {
                return history.decisions();
            }

            @Override
            public void close() {}
        };
    }

    private RenderedRelease release() {
        Duration minute = Duration.ofMinutes(1);
        BuildStep nothing = new BuildStep("nothing", List.of("true"), minute);
        Migration migration = source instanceof RestoreSource.Sqlite
                ? new Migration(nothing, nothing, List.of(source))
                : new Migration(
                        new BuildStep("pending", List.of("psql", "-X", "-d", "club", "-c",
                                "select 1 / count(*) from django_migrations where name = '0002_later'"), minute),
                        new BuildStep("migrate",
                                List.of("psql", "-X", "-d", "club", "-v", "ON_ERROR_STOP=1", "-c", run),
                                minute),
                        List.of(source));
        String home = folder.resolve("site").toString();
        return new RenderedRelease("aaaaaaa-00000001", Revision.of("a".repeat(40)), Digest.of("x"), home,
                home + "/releases/aaaaaaa-00000001", "", "ysc", "ysc", RenderedRelease.Strategy.RESTART,
                Optional.empty(), List.of(), List.of(), List.of(), List.of(), List.of(), Optional.of(migration),
                Optional.empty(), List.of(), home + "/current", home + "/previous", 3, List.of("public"));
    }

    private Wanted wanted() {
        RenderedTarget target = new RenderedTarget(SITE, Digest.of("x"), List.of(), List.of(), List.of(), List.of(),
                List.of(), List.of(), List.of(), List.of(), Map.of(), List.of(), Set.of(), 20,
                new HealthPolicy(List.of(), 1, Duration.ofSeconds(1), Duration.ofSeconds(10), Duration.ZERO),
                Optional.empty(), Optional.of(release()));
        return new Wanted() {
            @Override
            public Optional<Heads> heads(TargetName name) {
                return Optional.of(new Heads(GOOD.config(), GOOD.app()));
            }

            @Override
            public Rendering render(TargetName name, Heads heads) {
                return new Rendering.Ready(target);
            }

            @Override
            public Optional<CommitInfo> commit(TargetName name, Heads heads, boolean app) {
                return Optional.empty();
            }
        };
    }

    private final DumpCommands dumps = new DumpCommands(List.of("sqlite"));

    private RestorePoints taking(Host host) {
        return new RestorePoints(host, new Events(), points(host), dumps);
    }

    private PointFolder points(Host host) {
        return new PointFolder(host, folder.resolve("backups").toString());
    }

    /** As a deployment does before it migrates. */
    RestorePoint save(String release) {
        return taking(plain).take(release, release(), source, new Work(SITE,
                new DeploymentId("20261121-010203-0000"), line -> {}, () -> false));
    }

    private Recovery recovery(Host host, History mortal) {
        return new Recovery(host, mortal, new Undoing(host, mortal.journal(), new PutBack(host, dumps)), wanted());
    }

    /** As a failed maintenance release is taken back. */
    void putBack(RestorePoint point) {
        new PutBack(mortalHost(), dumps).putBack(new dev.towline.history.Undo.PutBack(source.place(), point.path()));
    }

    /** What the next life of the agent begins with. */
    void recover() {
        recovery(mortalHost(), mortalHistory()).recover(SITE);
    }

    /** Those of a new life of the agent. */
    Restores restores() {
        Host host = mortalHost();
        History mortal = mortalHistory();
        Events events = new Events();
        Releases releases = new Releases(host, new ReleaseBuilder(host, (name, revision) -> {
            throw new AssertionError("nothing is built");
        }, 1), taking(host),
                new DjangoMigrations(host, mortal, events, new MigrationTools("/lib/python", List.of("towline"))),
                events);
        Undoing undoing = new Undoing(host, mortal.journal(), new PutBack(host, dumps));
        Proving proving = new Proving(host, points(host), dumps);
        return new Restores(host, mortal, wanted(), points(host), proving,
                new Replacing(host, mortal, events, taking(host), proving, releases, undoing,
                        new DeploymentIds(seconds::incrementAndGet)),
                recovery(host, mortal));
    }
}
