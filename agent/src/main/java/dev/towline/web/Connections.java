package dev.towline.web;

import dev.towline.budget.Budget;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one server, at most so many in all and from one address. When there are too many, the one that has asked for nothing
 * for the longest makes room, so that idle connections never shut out who has a request. All of it on one event loop.
 */
final class Connections {
    private final InstantSource clock;
    /** Those that have waited longest stand first. */
    private final Map<HttpConnection, State> all = new LinkedHashMap<>();

    private static final class State {
        private final String address;
        private int requests;
        private boolean asked;
        private Instant idleSince;

        State(String address, Instant now) {
            this.address = address;
            this.idleSince = now;
        }

        boolean idle() {
            return requests == 0;
        }

        boolean late(Instant now) {
            Duration patience = (asked ? Budget.HTTP_IDLE : Budget.HTTP_HEADER).duration();
            return idle() && now.isAfter(idleSince.plus(patience));
        }
    }

    Connections(InstantSource clock) {
        this.clock = clock;
    }

    void opened(HttpConnection connection) {
        SocketAddress peer = connection.remoteAddress();
        String address = peer == null || peer.hostAddress() == null ? "socket" : peer.hostAddress();
        long ofAddress = all.values().stream().filter(state -> state.address.equals(address)).count();
        boolean room = ofAddress < Budget.HTTP_CONNECTIONS_OF_ADDRESS.count()
                ? all.size() < Budget.HTTP_CONNECTIONS.count() || evict(null)
                : evict(address);
        if (room) {
            all.put(connection, new State(address, clock.instant()));
            connection.closeHandler(closed -> all.remove(connection));
        } else {
            connection.close();
        }
    }

    private boolean evict(@Nullable String address) {
        for (Iterator<Map.Entry<HttpConnection, State>> oldest = all.entrySet().iterator(); oldest.hasNext();) {
            Map.Entry<HttpConnection, State> one = oldest.next();
            if (one.getValue().idle() && (address == null || address.equals(one.getValue().address))) {
                oldest.remove();
                one.getKey().close();
                return true;
            }
        }
        return false;
    }

    /** Notes that a request is under way until its answer has ended. */
    void handle(RoutingContext request) {
        HttpConnection connection = request.request().connection();
        State state = all.get(connection);
        if (state != null) {
            state.requests++;
            state.asked = true;
            request.addEndHandler(ended -> idle(connection, state));
        }
        request.next();
    }

    private void idle(HttpConnection connection, State state) {
        state.requests--;
        state.idleSince = clock.instant();
        if (all.remove(connection, state)) {
            all.put(connection, state);
        }
    }

    /** Closes those that have not sent the head of a request in time; to be called every second or so. */
    void sweep() {
        Instant now = clock.instant();
        List<HttpConnection> late = all.entrySet().stream().filter(one -> one.getValue().late(now))
                .map(Map.Entry::getKey).toList();
        late.forEach(connection -> {
            all.remove(connection);
            connection.close();
        });
    }

    int open() {
        return all.size();
    }
}
