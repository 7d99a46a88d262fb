package dev.towline.web;

import dev.towline.budget.Budget;
import dev.towline.event.Event;
import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /api/v1/events}: events as they happen (server-sent events). The last 256 are kept for whoever comes
 * back with Last-Event-ID; who missed more, or comes from before a restart, is told to read the status anew.
 */
final class EventFeed {
    static final int KEPT = Budget.EVENTS_KEPT.count();
    private static final int MOST_CLIENTS = Budget.EVENT_LISTENERS.count();

    private final Vertx vertx;
    private final String run;
    private final Deque<Frame> kept = new ArrayDeque<>();
    private final Set<EventClient> clients = ConcurrentHashMap.newKeySet();
    private final long heartbeat;
    private long last;

    private record Frame(long number, String text) {}

    EventFeed(Vertx vertx, Instant started, Duration beat) {
        this.vertx = vertx;
        this.run = Long.toString(started.toEpochMilli(), 36);
        this.heartbeat = vertx.setPeriodic(beat.toMillis(), t -> clients.forEach(client -> client.send(": beat\n\n")));
    }

    /** To be given to {@code Events.listen}; from any thread. */
    synchronized void on(Event event) {
        if (event instanceof Event.HookReceived hook && !hook.signed()) {
            // Anybody can send these: they would push out what people watch for.
            return;
        }
        last++;
        String text = "id: " + run + "-" + last + "\nevent: " + event.tag() + "\ndata: "
                + RecordJson.of((Record) event).encode() + "\n\n";
        kept.addLast(new Frame(last, text));
        if (kept.size() > KEPT) {
            kept.removeFirst();
        }
        clients.forEach(client -> client.send(text));
        clients.removeIf(EventClient::isDropped);
    }

    void handle(RoutingContext request) {
        if (clients.size() >= MOST_CLIENTS) {
            request.response().putHeader("Retry-After", "10");
            Answers.error(request, 503, "too many listen already", "close a dashboard or try again later");
            return;
        }
        request.response().setChunked(true).putHeader("Content-Type", "text/event-stream; charset=utf-8")
                .putHeader("X-Accel-Buffering", "no");
        EventClient client = new EventClient(vertx.getOrCreateContext(), request.request());
        request.addEndHandler(ended -> clients.remove(client));
        join(client, request.request().getHeader("Last-Event-ID"));
    }

    private synchronized void join(EventClient client, @Nullable String lastSeen) {
        client.send("retry: 3000\n\n");
        missed(lastSeen).forEach(client::send);
        clients.add(client);
    }

    private List<String> missed(@Nullable String lastSeen) {
        if (lastSeen == null) {
            return List.of();
        }
        long from = numberOf(lastSeen);
        boolean all = from >= 0 && from <= last && (from == last || kept.getFirst().number() <= from + 1);
        return all
                ? kept.stream().filter(frame -> frame.number() > from).map(Frame::text).toList()
                : List.of("event: reset\ndata: {}\n\n");
    }

    private long numberOf(String id) {
        try {
            return id.startsWith(run + "-") ? Long.parseLong(id.substring(run.length() + 1)) : -1;
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    int listeners() {
        return clients.size();
    }

    synchronized int kept() {
        return kept.size();
    }

    void close() {
        vertx.cancelTimer(heartbeat);
        clients.forEach(EventClient::drop);
        clients.clear();
    }
}
