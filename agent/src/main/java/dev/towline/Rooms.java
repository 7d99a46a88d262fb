package dev.towline;

import dev.towline.audit.AuditFile;
import dev.towline.audit.AuditTrail;
import dev.towline.cli.Session;
import dev.towline.config.AgentSecrets;
import dev.towline.config.AgentSettings;
import dev.towline.desired.ConfigFiles;
import dev.towline.desired.parse.FolderFiles;
import dev.towline.event.Event;
import dev.towline.event.Events;
import dev.towline.follow.Follow;
import dev.towline.follow.GitSettings;
import dev.towline.health.HealthProber;
import dev.towline.health.HttpExchange;
import dev.towline.history.History;
import dev.towline.history.masked.MaskedHistory;
import dev.towline.history.sqlite.SqliteHistory;
import dev.towline.host.Command;
import dev.towline.host.CommandResult;
import dev.towline.host.Host;
import dev.towline.host.HostException;
import dev.towline.host.HostLocks;
import dev.towline.host.linux.ShortProcesses;
import dev.towline.host.local.LocalHost;
import dev.towline.host.systemd.SystemdHost;
import dev.towline.migrate.order.MigrationTools;
import dev.towline.reconcile.Following;
import dev.towline.reconcile.HostBarrier;
import dev.towline.reconcile.Workbench;
import dev.towline.render.AgentFacts;
import dev.towline.restore.DumpCommands;
import dev.towline.secret.FileSecretStore;
import dev.towline.secret.KnownSecrets;
import dev.towline.secret.Masker;
import dev.towline.secret.SecretStore;
import dev.towline.source.Source;
import dev.towline.source.SourceSpec;
import dev.towline.source.git.GitSource;
import dev.towline.source.git.OwnFolders;
import dev.towline.status.AgentStatus;
import dev.towline.status.LiveBoard;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The wiring diagram: every room, built in order and closed in reverse. */
final class Rooms implements Session {
    private static final Logger LOG = LoggerFactory.getLogger(Rooms.class);
    /** Twice what a usual Django release with its environment takes. */
    private static final long LEAST_BYTES = 500_000_000L;
    private static final String CONFIG_SOURCE = "config";
    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final Vertx vertx;
    private final Masker masker;
    private final Events events;
    private final LiveBoard board;
    private final @Nullable LocalHost local;
    private final Follow follow;
    private final HostBarrier barrier = new HostBarrier();
    private final Workbench bench;
    private final AuditTrail audit;

    /** @param patience how long to wait for another process that acts on this host */
    Rooms(AgentSettings settings, AgentSecrets secrets, Masker masker, String version, Duration patience) {
        this.masker = masker;
        this.events = new Events(masker::mask);
        masker.learn(secrets.all());
        try {
            vertx = keep(
                    Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setWorkerPoolSize(2)
                            .setInternalBlockingPoolSize(2)),
                    v -> v.close().await());
            Path state = OwnFolders.make(settings.state());
            audit = new AuditFile(state, masker::mask);
            local = settings.serviceManager() == AgentSettings.ServiceManager.LOCAL
                    ? LocalHost.open(settings.host(), settings.root(), state)
                    : null;
            Host host = local != null ? local.host() : SystemdHost.open(settings.host(), state);
            board = new LiveBoard(
                    new AgentStatus(version, settings.host(), host.clock().instant(), false, List.of(), List.of(), 0),
                    masker::mask);
            events.listen(board::on);
            HostLocks.Held lock = AgentLock.take(host, patience);
            keep(lock, HostLocks.Held::close);
            History history = keep(new MaskedHistory(SqliteHistory.open(state.resolve("towline.db")), masker),
                    History::close);
            HttpExchange exchange = keep(new HttpExchange(vertx), HttpExchange::close);
            follow = keep(new Follow(git(settings, secrets, host, masker), host.facts(), history,
                    spec -> source(spec, state.resolve("sources").resolve(spec.name())), events, board,
                    host.clock(),
                    settings.poll().maxBackoff()), Follow::close);
            bench = Workbench.of(new Workbench.Materials(host, history, barrier.before(follow.wanted()), follow.apps(),
                    events, board,
                    () -> new HealthProber(host, exchange, "localhost", installed()), new DumpCommands(sqlite()),
                    migrations(),
                    state.toString(),
                    settings.below("/var/backups/towline").toString(),
                    LEAST_BYTES,
                    settings.poll().maxBackoff(), RandomGenerator.getDefault()));
        } catch (java.io.IOException e) {
            close();
            throw new java.io.UncheckedIOException(e);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** From an installation, whatever is taken from a remote is taken by a process of its own. */
    private static Source source(SourceSpec spec, Path folder) {
        String program = System.getProperty("towline.home", "") + "/bin/towline";
        return Files.isExecutable(Path.of(program))
                ? new GitSource(spec, folder, new ShortProcesses(program, spec.limits().memoryBytes())::start)
                : new GitSource(spec, folder);
    }

    private static GitSettings git(AgentSettings settings, AgentSecrets secrets, Host host, Masker masker) {
        AgentSettings.ConfigRepo repo = settings.configRepo();
        SourceSpec config = new SourceSpec(CONFIG_SOURCE, repo.url().text(), repo.track(), repo.forcePush(),
                secrets.configRepo(), settings.fetches());
        String root = settings.root().toString().equals("/") ? "" : settings.root().toString();
        SecretStore store = new KnownSecrets(new FileSecretStore(host.files(), settings.state() + "/secrets",
                settings.below("/etc/towline/secrets").toString(), "root", "root"), masker);
        ConfigFiles shipped = Files.isDirectory(settings.components())
                ? FolderFiles.of(settings.components())
                : ConfigFiles.none();
        AgentFacts facts = new AgentFacts(root, settings.listen().getHostString() + ":" + settings.listen().getPort(),
                settings.hooks().stream().map(AgentSettings.HookSettings::id).toList());
        return new GitSettings(config, repo.path(), settings.host(), shipped, facts, store,
                argv -> answer(host, argv));
    }

    /** Before the package is installed there is nobody to ask. */
    private static Optional<String> answer(Host host, List<String> argv) {
        try {
            return Optional.of(host.commands().run(Command.of(argv))).filter(CommandResult::ok)
                    .map(CommandResult::output);
        } catch (HostException e) {
            if (e.kind() != HostException.Kind.CONFLICT) {
                throw e;
            }
            return Optional.empty();
        }
    }

    /** This very program copies and verifies SQLite files, so that no other has to be installed. */
    private static List<String> sqlite() {
        String home = System.getProperty("towline.home", "");
        return List.of(home + "/bin/towline");
    }

    /** Outside of an installation there is no start script that another user could run. */
    private static List<String> installed() {
        return Files.isExecutable(Path.of(sqlite().getFirst())) ? sqlite() : List.of();
    }

    private static MigrationTools migrations() {
        String home = System.getProperty("towline.home", "");
        return new MigrationTools(home + "/lib/python", List.of(home + "/bin/towline"));
    }

    private <T> T keep(T room, Closing<T> closing) {
        open.push(() -> closing.close(room));
        return room;
    }

    @FunctionalInterface
    private interface Closing<T> {
        void close(T room) throws Exception;
    }

    Vertx vertx() {
        return vertx;
    }

    HostBarrier barrier() {
        return barrier;
    }

    Events events() {
        return events;
    }

    LiveBoard board() {
        return board;
    }

    @Nullable
    LocalHost local() {
        return local;
    }

    /** What is known from before the start, for one who listens from now on. */
    void tell(Consumer<Event> listener) {
        follow.tell(listener);
        bench.knownBefore().tell(listener);
    }

    @Override
    public Workbench bench() {
        return bench;
    }

    @Override
    public UnaryOperator<String> mask() {
        return masker::mask;
    }

    @Override
    public AuditTrail audit() {
        return audit;
    }

    @Override
    public Following following() {
        return follow.following();
    }

    @Override
    public void close() {
        while (!open.isEmpty()) {
            try {
                open.pop().close();
            } catch (Exception e) {
                LOG.warn("a room did not close", e);
            }
        }
    }
}
