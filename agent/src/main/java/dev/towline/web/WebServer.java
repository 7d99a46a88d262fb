package dev.towline.web;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Both doors of the agent: TCP for hooks, Prometheus and the dashboard; a unix socket for root. */
public final class WebServer implements AutoCloseable {
    private static final int MOST_CONNECTIONS = 256;
    /** Above the heartbeat of events, so that only a dead peer is idle. */
    private static final int IDLE_SECONDS = 60;
    private static final Duration HEARTBEAT = Duration.ofSeconds(15);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration GRACE = Duration.ofSeconds(3);

    private final HttpServer open;
    private final HttpServer local;
    private final EventFeed feed;
    private final LocalSocket socket;

    private WebServer(Vertx vertx, WebSettings settings, Views views) {
        feed = new EventFeed(vertx, views.clock().instant(), HEARTBEAT);
        Routes routes = new Routes(vertx, views, settings, feed);
        open = server(vertx, routes.open());
        local = server(vertx, routes.local());
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

    private static HttpServer server(Vertx vertx, Router router) {
        AtomicInteger connections = new AtomicInteger();
        return vertx.createHttpServer(new HttpServerOptions().setIdleTimeout(IDLE_SECONDS)
                .setIdleTimeoutUnit(TimeUnit.SECONDS).setHandle100ContinueAutomatically(true)
                .setHttp2ClearTextEnabled(false)
                .setMaxHeaderSize(16 << 10))
                .connectionHandler(connection -> bounded(connection, connections)).requestHandler(router);
    }

    private static void bounded(HttpConnection connection, AtomicInteger connections) {
        boolean tooMany = connections.incrementAndGet() > MOST_CONNECTIONS;
        connection.closeHandler(closed -> connections.decrementAndGet());
        if (tooMany) {
            connection.close();
        }
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

    /** Takes nothing new, lets answers under way end, and removes the socket. */
    @Override
    public void close() {
        feed.close();
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
