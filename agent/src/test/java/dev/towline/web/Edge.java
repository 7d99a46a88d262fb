package dev.towline.web;

import dev.towline.audit.AuditEntry;
import dev.towline.audit.AuditTrail;
import dev.towline.cli.AgentClient;
import dev.towline.desired.TargetName;
import dev.towline.event.Event;
import dev.towline.event.Events;
import dev.towline.secret.AccessToken;
import dev.towline.secret.Secret;
import dev.towline.status.AgentStatus;
import dev.towline.status.DeploymentBoard;
import dev.towline.status.DeploymentView;
import dev.towline.status.LiveBoard;
import dev.towline.status.Readiness;
import dev.towline.status.SourceStatus;
import dev.towline.status.TargetStatus;
import dev.towline.trigger.Trigger;
import dev.towline.trigger.TriggerSink;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** A real server on a free port and on a socket, over a small house of recorded triggers and given pictures. */
final class Edge implements AutoCloseable {
    static final Instant NOW = Instant.parse("2026-11-21T01:02:03Z");
    static final String SECRET = "It's a Secret to Everybody";
    static final String TOKEN = "correct-horse-battery-staple";
    static final String READER = "only-looks-and-never-asks";

    final List<Trigger> triggers = new CopyOnWriteArrayList<>();
    final List<Event> events = new CopyOnWriteArrayList<>();
    final List<AuditEntry> audit = new CopyOnWriteArrayList<>();
    final AtomicBoolean taking = new AtomicBoolean(true);
    final Events bus = new Events();
    final LiveBoard board = new LiveBoard(new AgentStatus("0.1.0", "soar-1", NOW, false, List.of(), List.of(), 0));
    final WebServer server;
    final AgentClient client;
    final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5)).build();
    private final Vertx vertx;
    private final List<String> blocked = new CopyOnWriteArrayList<>();
    private final Logger checker = Logger.getLogger("io.vertx.core");
    private final Handler watch = new Handler() {
        @Override
        public void publish(LogRecord entry) {
            if (String.valueOf(entry.getMessage()).contains("has been blocked")) {
                blocked.add(entry.getMessage());
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    Edge(Path folder) throws IOException {
        this(settings(folder, TOKENS, WebSettings.BODY_TIMEOUT));
    }

    Edge(WebSettings settings) throws IOException {
        checker.addHandler(watch);
        // On two cores that also compile, loading a class may take long; a blocking call would take longer still.
        vertx = Vertx.vertx(new VertxOptions().setBlockedThreadCheckInterval(50).setMaxEventLoopExecuteTime(1500)
                .setMaxEventLoopExecuteTimeUnit(TimeUnit.MILLISECONDS));
        bus.listen(events::add);
        bus.listen(board::on);
        board.put(target("ysc"));
        board.put(target("@host"));
        board.put(new SourceStatus("config", "https://example.org/c.git", "main", "c".repeat(40), "well", "unchanged",
                "", NOW,
                NOW, List.of()));
        Views views = new Views(board, new Past(), new OnePreview(),
                (target, verify) -> "{\"site\":\"" + target + "\",\"points\":[]}",
                target -> "{\"site\":\"" + target + "\",\"findings\":[]}", sink(),
                bus, trail(),
                () -> "# HELP towline_up x\n", () -> NOW);
        server = WebServer.start(vertx, settings, views);
        client = new AgentClient(settings.socket(), Duration.ofSeconds(5), "anna");
    }

    private TriggerSink sink() {
        return new TriggerSink() {
            @Override
            public boolean offer(Trigger trigger) {
                return taking.get() && triggers.add(trigger);
            }

            @Override
            public long pass(TargetName target) {
                return 7;
            }
        };
    }

    static final List<ApiToken> TOKENS = List.of(token("default", ApiToken.Scope.OPERATE, TOKEN),
            token("grafana", ApiToken.Scope.READ, READER));

    private static ApiToken token(String name, ApiToken.Scope scope, String token) {
        return new ApiToken(name, scope, new AccessToken(Secret.of(token)).sha256());
    }

    private AuditTrail trail() {
        return new AuditTrail() {
            @Override
            public void record(AuditEntry entry) {
                audit.add(entry);
            }

            @Override
            public List<AuditEntry> newest(int limit) {
                return audit.reversed().stream().limit(limit).toList();
            }
        };
    }

    static WebSettings settings(Path folder, List<ApiToken> tokens, Duration bodyTimeout) {
        return new WebSettings(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                folder.resolve("run/agent.sock"),
                Set.of("towline.example.org"), List.of(new Hook("github", Hook.Provider.GITHUB, Secret.of(SECRET))),
                tokens, new Readiness("config", Duration.ofMinutes(30)), bodyTimeout);
    }

    static TargetStatus target(String name) {
        return new TargetStatus(new TargetName(name), Map.of("Ready", true, "Healthy", true), "up-to-date", "",
                "c".repeat(40), "a".repeat(40), "20261120-a1", null, null, List.of(), List.of(), List.of("<b>bad</b>"),
                NOW, null,
                new TargetStatus.Answered(3, "converged", "", "", 0), 12, null, List.of());
    }

    /** Two deployments, one with output. */
    private static final class Past implements DeploymentBoard {
        private static final DeploymentView ONE = new DeploymentView("20261121-010203-ab12", "ysc", "webhook github",
                "c".repeat(40), "a".repeat(40), "20261121-a2", "Anna", "Fix login", NOW.minusSeconds(90), NOW,
                "succeeded", "", List.of(new DeploymentView.PhaseView("build", Duration.ofMillis(1500))));

        @Override
        public List<DeploymentView> newest(@Nullable String site, int limit) {
            return site == null || site.equals("ysc")
                    ? java.util.stream.Stream.of(ONE, ONE).limit(limit).toList()
                    : List.of();
        }

        @Override
        public Optional<DeploymentView> find(String id) {
            return id.equals(ONE.id()) ? Optional.of(ONE) : Optional.empty();
        }

        @Override
        public String output(String id) {
            return "built\n";
        }
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                .timeout(Duration.ofSeconds(10));
    }

    HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** As somebody without a token. */
    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(request(path));
    }

    /** As somebody with a token that reads. */
    HttpResponse<String> read(String path) throws IOException, InterruptedException {
        return send(request(path).header("Authorization", "Bearer " + READER));
    }

    /** As somebody with the token. */
    HttpResponse<String> ask(String path, String body) throws IOException, InterruptedException {
        return send(request(path).header("Authorization", "Bearer " + TOKEN)
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    /** Waits until it holds. */
    static void until(BooleanSupplier holds) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!holds.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("it did not come to be in 10 s");
            }
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }

    @Override
    public void close() {
        server.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
        http.close();
        checker.removeHandler(watch);
        if (!blocked.isEmpty()) {
            throw new AssertionError("an event loop was blocked: " + blocked);
        }
    }
}
