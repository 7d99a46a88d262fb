package dev.towline.health;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends requests of health checks to ports and unix sockets, one connection each. Made once for all probers. A certificate is
 * not judged here but by the tls check, because a site answers with a self-signed one first.
 */
public final class HttpExchange implements AutoCloseable {
    /** Bytes of a body that are read. */
    static final int BODY_LIMIT = 1024 * 1024;

    private static final Logger LOG = LoggerFactory.getLogger(HttpExchange.class);

    private final HttpClientAgent client;

    public HttpExchange(Vertx vertx) {
        HttpClientOptions options = new HttpClientOptions().setKeepAlive(false).setTrustAll(true).setVerifyHost(false)
                .setForceSni(true).setMaxRedirects(0).setDecompressionSupported(false);
        // More than one a host, so that a check that hangs does not make the next one wait for its connection.
        PoolOptions pool = new PoolOptions().setHttp1MaxSize(64);
        // What breaks a connection reaches the request too, and is told there; the library would log it as severe besides.
        this.client = vertx.httpClientBuilder().with(options).with(pool)
                .withConnectHandler(connection -> connection.exceptionHandler(e -> LOG.debug("connection", e))).build();
    }

    HttpAnswer ask(HttpQuestion question) throws ProbeFailure, InterruptedException {
        HttpCall call = new HttpCall();
        try {
            Future<HttpAnswer> answer = client.request(question.options()).compose(call::send);
            return answer.toCompletionStage().toCompletableFuture().get(question.timeout().toMillis(),
                    TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new ProbeFailure("no whole answer from " + question.endpoint() + " within "
                    + Said.duration(question.timeout()) + " (" + call.progress() + ")");
        } catch (ExecutionException e) {
            throw new ProbeFailure(call.failed(question.endpoint(), e));
        } catch (IllegalArgumentException e) {
            // Its message may quote a header, which may be a secret.
            throw new ProbeFailure("the request cannot be sent; look at the check's path, host and headers");
        } finally {
            call.cancel();
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
