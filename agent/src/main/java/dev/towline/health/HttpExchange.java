package dev.towline.health;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Sends requests of health checks to ports and unix sockets, one connection each. Made once for all probers. A certificate is
 * not judged here but by the tls check, because a site answers with a self-signed one first.
 */
public final class HttpExchange implements AutoCloseable {
    /** Bytes of a body that are read. */
    static final int BODY_LIMIT = 1024 * 1024;

    private final HttpClientAgent client;

    public HttpExchange(Vertx vertx) {
        HttpClientOptions options = new HttpClientOptions().setKeepAlive(false).setTrustAll(true).setVerifyHost(false)
                .setForceSni(true).setMaxRedirects(0).setDecompressionSupported(false);
        // More than one a host, so that a check that hangs does not make the next one wait for its connection.
        this.client = vertx.createHttpClient(options, new PoolOptions().setHttp1MaxSize(64));
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
            throw new ProbeFailure("the request cannot be sent: " + Said.quote(e));
        } finally {
            call.cancel();
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
