package dev.towline;

import dev.towline.budget.Budget;
import dev.towline.cli.House;
import dev.towline.cli.Previews;
import dev.towline.cli.Remembered;
import dev.towline.cli.DoctorViews;
import dev.towline.cli.RestoreViews;
import dev.towline.cli.Session;
import dev.towline.cli.Version;
import dev.towline.config.AgentSecrets;
import dev.towline.config.AgentSettings;
import dev.towline.host.local.OwnHands;
import dev.towline.metrics.Metrics;
import dev.towline.reconcile.Supervisor;
import dev.towline.reconcile.Threads;
import dev.towline.secret.AccessToken;
import dev.towline.secret.Masker;
import dev.towline.source.Author;
import dev.towline.source.SourceException;
import dev.towline.source.git.GitWorker;
import dev.towline.source.git.PushingAuthor;
import dev.towline.status.DeploymentBoard;
import dev.towline.status.DeploymentView;
import dev.towline.status.Readiness;
import dev.towline.trigger.PacedWebhooks;
import dev.towline.trigger.Trigger;
import dev.towline.web.ApiToken;
import dev.towline.web.Hook;
import dev.towline.web.Views;
import dev.towline.web.WebServer;
import dev.towline.web.WebSettings;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The agent: starts the rooms in order, runs until it is told to stop, and stops them in reverse. */
public final class Agent implements House {
    private static final Logger LOG = LoggerFactory.getLogger(Agent.class);
    private static final Duration FOR_EVER = Duration.ofDays(36_500);
    private static final Duration STALE_AFTER = Duration.ofMinutes(30);
    private final Masker masker = new Masker();

    public Agent() {
        LogLine.mask(masker::mask);
    }

    @Override
    public Masker masker() {
        return masker;
    }

    @Override
    public Session open(AgentSettings settings, AgentSecrets secrets) {
        Rooms rooms = new Rooms(settings, secrets, masker, Version.text(), Duration.ZERO);
        try {
            // The mirrors that are here: what needs no network, a rollback for instance, goes without it.
            rooms.following().apps();
        } catch (SourceException e) {
            LOG.warn("the repositories cannot be read: {}", e.getMessage());
        }
        return rooms;
    }

    @Override
    public Tools tools() {
        return new Tools(OwnHands.commands(), OwnHands.files());
    }

    @Override
    public int run(AgentSettings settings, AgentSecrets secrets) {
        CountDownLatch stop = new CountDownLatch(1);
        CountDownLatch stopped = new CountDownLatch(1);
        Thread starting = Thread.currentThread();
        AtomicBoolean open = new AtomicBoolean();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            stop.countDown();
            if (!open.get()) {
                // It may be waiting for another process, and nothing has been begun that would have to end well.
                starting.interrupt();
            }
            await(stopped);
        }, "stop"));
        try (Rooms rooms = new Rooms(settings, secrets, masker, Version.text(), FOR_EVER)) {
            open.set(true);
            run(settings, secrets, rooms, stop);
            return 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            stopped.countDown();
        }
    }

    @Override
    public int gitWork(InputStream in, OutputStream out) throws IOException {
        return GitWorker.run(in, out);
    }

    @Override
    public Author author(Path shared, Path own) {
        return PushingAuthor.create(shared, own);
    }

    private static void run(AgentSettings settings, AgentSecrets secrets, Rooms rooms, CountDownLatch stop)
            throws IOException {
        Clock clock = rooms.bench().host().clock();
        Metrics metrics = new Metrics(Version.text());
        metrics.hooks(settings.hooks().stream().map(hook -> hook.id()).toList());
        rooms.events().listen(metrics::on);
        rooms.tell(metrics::on);
        try (Supervisor loop = new Supervisor(new Supervisor.Parts(rooms.bench().passes(), rooms.bench().wanted(),
                rooms.following(), rooms.barrier(), Threads.virtual(),
                (delay, what) -> rooms.vertx().setTimer(Math.max(1, delay.toMillis()), id -> what.run()),
                rooms.events(), clock, rooms.board()::ready), settings.maxParallelSites());
                WebServer web = WebServer.start(rooms.vertx(), web(settings, secrets), views(rooms, loop, metrics))) {
            if (rooms.local() != null) {
                rooms.local().services().boot();
            }
            loop.start();
            poll(settings, rooms, loop);
            LOG.info("towline {} follows {} for {} and listens on port {}", Version.text(),
                    settings.configRepo().url().text(),
                    settings.host(), web.port());
            await(stop);
            LOG.info("stopping");
        } finally {
            if (rooms.local() != null) {
                rooms.local().services().shutdown();
            }
        }
    }

    /** A chain of timers, each with its own jitter. */
    private static void poll(AgentSettings settings, Rooms rooms, Supervisor loop) {
        AgentSettings.Poll poll = settings.poll();
        double spread = poll.jitter() * (2 * RandomGenerator.getDefault().nextDouble() - 1);
        long millis = Math.max(100, (long) (poll.interval().toMillis() * (1 + spread)));
        rooms.vertx().setTimer(millis, id -> {
            loop.offer(new Trigger.Interval());
            poll(settings, rooms, loop);
        });
    }

    private static WebSettings web(AgentSettings settings, AgentSecrets secrets) {
        List<Hook> hooks = settings.hooks().stream().map(hook -> new Hook(hook.id(), switch (hook.provider()) {
            case GITHUB -> Hook.Provider.GITHUB;
        }, Objects.requireNonNull(secrets.hooks().get(hook.id())))).toList();
        return new WebSettings(settings.listen(), settings.socket(), settings.hostNames(), hooks,
                tokens(settings, secrets),
                new Readiness("config", STALE_AFTER), WebSettings.BODY_TIMEOUT);
    }

    private static List<ApiToken> tokens(AgentSettings settings, AgentSecrets secrets) {
        Stream<ApiToken> ofFile = secrets.apiToken().stream().map(secret -> new ApiToken("default",
                ApiToken.Scope.OPERATE, new AccessToken(secret).sha256()));
        return Stream.concat(ofFile, settings.tokens().stream()
                .map(token -> new ApiToken(token.name(), switch (token.scope()) {
                    case READ -> ApiToken.Scope.READ;
                    case OPERATE -> ApiToken.Scope.OPERATE;
                }, token.sha256()))).toList();
    }

    private static Views views(Rooms rooms, Supervisor loop, Metrics metrics) {
        Remembered remembered = new Remembered(rooms.bench().history());
        DeploymentBoard deployments = new DeploymentBoard() {
            @Override
            public List<DeploymentView> newest(@Nullable String site, int limit) {
                return remembered.deployments(site, limit);
            }

            @Override
            public Optional<DeploymentView> find(String id) {
                return remembered.deployment(id);
            }

            @Override
            public String output(String id) {
                return remembered.output(id);
            }
        };
        return new Views(rooms.board(), deployments, new Previews(rooms.bench(), rooms.mask()),
                new RestoreViews(rooms.bench().restores(), rooms.mask()),
                new DoctorViews(rooms.bench().examining(), rooms.mask()),
                new PacedWebhooks(loop, Budget.WEBHOOK_GAP.duration(), rooms.bench().host().clock(),
                        (delay, what) -> rooms.vertx().setTimer(Math.max(1, delay.toMillis()), id -> what.run())),
                rooms.events(), rooms.audit(), metrics::scrape,
                rooms.bench().host().clock());
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
