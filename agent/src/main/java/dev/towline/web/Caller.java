package dev.towline.web;

import io.vertx.ext.web.RoutingContext;
import java.util.Optional;

/**
 * Who sent a request, as far as it is known.
 *
 * @param via token, session or socket
 * @param name the token's, or the person's
 * @param may whether it may ask for something
 */
record Caller(String via, String name, boolean may) {
    private static final String KEY = "towline.caller";

    /** For the history: who asked. */
    String by() {
        return via.equals("token") ? "token " + name : name;
    }

    void on(RoutingContext request) {
        request.put(KEY, this);
    }

    static Optional<Caller> of(RoutingContext request) {
        return Optional.ofNullable(request.get(KEY));
    }
}
