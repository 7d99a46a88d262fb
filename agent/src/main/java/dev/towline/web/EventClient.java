package dev.towline.web;

import dev.towline.budget.Budget;
import io.vertx.core.Context;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One listener to events. One that reads slower than things happen is dropped; it comes back and asks for what it missed. */
final class EventClient {
    private static final Logger LOG = LoggerFactory.getLogger(EventClient.class);
    private static final int MOST_WAITING = Budget.EVENTS_WAITING.count();
    private static final int MOST_BUFFERED_BYTES = Budget.EVENT_BYTES_WAITING.count();

    private final Context context;
    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicBoolean dropped = new AtomicBoolean();

    EventClient(Context context, HttpServerRequest request) {
        this.context = context;
        this.request = request;
        this.response = request.response();
        response.setWriteQueueMaxSize(MOST_BUFFERED_BYTES);
    }

    /** From any thread; never blocks. */
    void send(String text) {
        if (dropped.get()) {
            return;
        }
        if (waiting.incrementAndGet() > MOST_WAITING) {
            drop();
            return;
        }
        context.runOnContext(v -> {
            waiting.decrementAndGet();
            write(text);
        });
    }

    private void write(String text) {
        if (dropped.get() || response.closed() || response.ended()) {
            return;
        }
        if (response.writeQueueFull()) {
            LOG.info("a listener to events reads too slowly and is let go");
            drop();
        } else {
            var _ = response.write(text);
        }
    }

    void drop() {
        if (dropped.compareAndSet(false, true)) {
            context.runOnContext(v -> {
                // Not end(): what it has not read yet would be waited for.
                var _ = request.connection().close();
            });
        }
    }

    boolean isDropped() {
        return dropped.get();
    }
}
