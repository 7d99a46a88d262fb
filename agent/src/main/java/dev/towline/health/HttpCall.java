package dev.towline.health;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One request under way; runs on an event loop, except that any thread may cancel it. */
final class HttpCall {
    private enum Stage {
        CONNECTING, WAITING, READING, ENDED
    }

    private volatile Stage stage = Stage.CONNECTING;
    private volatile int received;
    private volatile boolean cancelled;
    private volatile @Nullable HttpClientRequest request;

    Future<HttpAnswer> send(HttpClientRequest connected) {
        request = connected;
        stage = Stage.WAITING;
        if (cancelled) {
            connected.reset();
        }
        return connected.send().compose(response -> read(connected, response));
    }

    private Future<HttpAnswer> read(HttpClientRequest asked, HttpClientResponse response) {
        stage = Stage.READING;
        Promise<HttpAnswer> answer = Promise.promise();
        Buffer body = Buffer.buffer();
        response.exceptionHandler(answer::tryFail);
        response.endHandler(end -> {
            stage = Stage.ENDED;
            answer.tryComplete(answer(response, body, true));
        });
        response.handler(chunk -> {
            int room = HttpExchange.BODY_LIMIT - body.length();
            body.appendBuffer(chunk, 0, Math.min(room, chunk.length()));
            received = body.length();
            if (chunk.length() > room && answer.tryComplete(answer(response, body, false))) {
                asked.reset();
            }
        });
        return answer.future();
    }

    private static HttpAnswer answer(HttpClientResponse response, Buffer body, boolean whole) {
        String location = response.getHeader(HttpHeaders.LOCATION);
        return new HttpAnswer(response.statusCode(), location == null ? "" : location,
                new String(body.getBytes(), charset(response.getHeader(HttpHeaders.CONTENT_TYPE))), whole);
    }

    /** What the server says, and UTF-8 where it says nothing or nonsense. */
    private static Charset charset(@Nullable String contentType) {
        if (contentType != null) {
            for (String part : contentType.toLowerCase(Locale.ROOT).split(";", -1)) {
                String name = part.strip();
                if (name.startsWith("charset=")) {
                    return Charset.forName(name.substring(8).replace("\"", ""), StandardCharsets.UTF_8);
                }
            }
        }
        return StandardCharsets.UTF_8;
    }

    /** Frees the connection where the call has not ended. */
    void cancel() {
        cancelled = true;
        HttpClientRequest sent = request;
        if (sent != null && stage != Stage.ENDED) {
            sent.reset();
        }
    }

    String progress() {
        return switch (stage) {
            case CONNECTING -> "not connected";
            case WAITING -> "connected, no status came";
            case READING, ENDED -> received + " bytes of the body came";
        };
    }

    String failed(Endpoint endpoint, Throwable failure) {
        return switch (stage) {
            case CONNECTING -> "cannot connect to " + endpoint + ": " + Said.quote(failure);
            case WAITING -> endpoint + " gave no answer: " + Said.quote(failure);
            case READING, ENDED -> endpoint + " broke off after " + received + " bytes of the body: "
                    + Said.quote(failure);
        };
    }
}
