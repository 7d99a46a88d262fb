package dev.towline.web;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.ObjLongConsumer;

/**
 * Tells the first of a kind at once, and of those that follow within the window only their number, when it ends: what anybody can send
 * must not be able to fill a disk with lines. Kinds must be few and not of the sender's choosing.
 */
final class QuietLog {
    private final Vertx vertx;
    private final Duration window;
    private final ObjLongConsumer<String> tell;
    private final Map<String, Long> more = new HashMap<>();

    /** @param tell takes the kind and how many of it are told by this line */
    QuietLog(Vertx vertx, Duration window, ObjLongConsumer<String> tell) {
        this.vertx = vertx;
        this.window = window;
        this.tell = tell;
    }

    synchronized void add(String kind) {
        if (more.computeIfPresent(kind, (k, count) -> count + 1) == null) {
            more.put(kind, 0L);
            tell.accept(kind, 1);
            vertx.setTimer(window.toMillis(), t -> end(kind));
        }
    }

    private synchronized void end(String kind) {
        Long count = more.remove(kind);
        if (count != null && count > 0) {
            // The window begins anew, so that a flood costs one line in each.
            more.put(kind, 0L);
            tell.accept(kind, count);
            vertx.setTimer(window.toMillis(), t -> end(kind));
        }
    }
}
