package dev.towline.web;

import dev.towline.budget.Budget;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Both doors of the agent: TCP for hooks, Prometheus and the dashboard; a unix socket for root. */
public final class WebServer implements AutoCloseable {
    private static final Duration SWEEP = Duration.ofSeconds(1);
    private static final Duration HEARTBEAT = Duration.ofSeconds(15);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration GRACE = Duration.ofSeconds(3);

    private final HttpServer open;
    private final HttpServer local;
    private final EventFeed feed;
    private final Connections connections;
    private final LocalSocket socket;
    private final Vertx vertx;
    private final long sweeps;

    private WebServer(Vertx vertx, WebSettings settings, Views views) {
        this.vertx = vertx;
        feed = new EventFeed(vertx, views.clock().instant(), HEARTBEAT);
        Routes routes = new Routes(vertx, views, settings, feed);
        connections = new Connections(views.clock());
        open = server(vertx, connections, routes.open(connections));
        Connections ofRoot = new Connections(views.clock());
        local = server(vertx, ofRoot, routes.local(ofRoot));
        sweeps = vertx.setPeriodic(SWEEP.toMillis(), t -> {
            connections.sweep();
            ofRoot.sweep();
        });
        socket = new LocalSocket(settings.socket());
    }

    /**
     * Listens at both doors when it returns; not to be called on an event loop.
     *
     * @throws IOException naming the address that cannot be listened on
     */
    public static WebServer start(Vertx vertx, WebSettings settings, Views views) throws IOException {
        WebServer server = new WebServer(vertx, settings, views);
        try {
            server.listen(settings);
            server.socket.greet(GRACE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            server.close();
            throw new IOException("interrupted while starting to listen", e);
        } catch (UncheckedIOException | IOException e) {
            IOException refused = new IOException("cannot listen on " + settings.listen() + " and "
                    + settings.socket() + ": " + e.getMessage(), e);
            try {
                server.close();
            } catch (UncheckedIOException further) {
                refused.addSuppressed(further);
            }
            throw refused;
        }
        views.events().listen(server.feed::on);
        return server;
    }

    private void listen(WebSettings settings) throws IOException {
        socket.open(path -> await(local.listen(SocketAddress.domainSocketAddress(path.toString()))));
        String host = settings.listen().getAddress().getHostAddress();
        await(open.listen(SocketAddress.inetSocketAddress(settings.listen().getPort(), host)));
    }

    private static HttpServer server(Vertx vertx, Connections connections, Router router) {
        // Idle longer than the heartbeat of events, so that only a dead peer is.
        return vertx.createHttpServer(new HttpServerOptions()
                .setIdleTimeout((int) Budget.HTTP_IDLE.duration().toSeconds())
                .setIdleTimeoutUnit(TimeUnit.SECONDS).setHandle100ContinueAutomatically(true)
                .setHttp2ClearTextEnabled(false)
                .setMaxHeaderSize(Budget.HTTP_HEAD.count()))
                .connectionHandler(connections::opened).requestHandler(router);
    }

    private static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new IOException("interrupted", e));
        } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new UncheckedIOException(new IOException(cause.toString(), cause));
        }
    }

    /** The port that is listened on, where 0 was asked for. */
    public int port() {
        return open.actualPort();
    }

    /** How many listen to events. */
    int listeners() {
        return feed.listeners();
    }

    /** How many have come by TCP and not gone. */
    int connections() {
        return connections.open();
    }

    /** How many events somebody who comes back could still be told. */
    int eventsKept() {
        return feed.kept();
    }

    /** Takes nothing new, lets answers under way end, and removes the socket. */
    @Override
    public void close() {
        feed.close();
        vertx.cancelTimer(sweeps);
        Future<?> both = Future.join(open.shutdown(GRACE), local.shutdown(GRACE));
        try {
            await(both);
        } finally {
            removeSocket();
        }
    }

    private void removeSocket() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
