package dev.towline.web;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How every answer looks: its headers, and an error as JSON with what to do about it. */
final class Answers {
    private static final Logger LOG = LoggerFactory.getLogger(Answers.class);
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
            + "img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private Answers() {}

    static void headers(RoutingContext request) {
        request.response().putHeader("X-Content-Type-Options", "nosniff").putHeader("Content-Security-Policy", POLICY)
                .putHeader("Referrer-Policy", "no-referrer").putHeader("X-Frame-Options", "DENY")
                .putHeader("Cross-Origin-Resource-Policy", "same-origin").putHeader("Cache-Control", "no-store");
        request.next();
    }

    /** A part of the path that the route says is there. */
    static String path(RoutingContext request, String name) {
        String part = request.pathParam(name);
        return part == null ? "" : part;
    }

    static void json(RoutingContext request, int status, Object body) {
        answer(request, status, "application/json; charset=utf-8", body + "\n");
    }

    static void error(RoutingContext request, int status, String error, String remedy) {
        json(request, status, new JsonObject().put("error", error).put("remedy", remedy).encode());
    }

    static void answer(RoutingContext request, int status, String type, String body) {
        answer(request, status, type, Buffer.buffer(body));
    }

    static void answer(RoutingContext request, int status, String type, Buffer body) {
        // A timer, a closed connection and the handler itself may all want to answer; the first one does.
        if (!request.response().ended() && !request.response().closed()) {
            request.response().setStatusCode(status).putHeader("Content-Type", type).end(body);
        }
    }

    /** Errors that no handler answered. */
    static void errors(Router router) {
        router.errorHandler(400, fixed(400, "the request cannot be understood", "see the documentation of the API"));
        router.errorHandler(404, fixed(404, "there is nothing at this path", "the API begins at /api/v1/status"));
        router.errorHandler(405, fixed(405, "this path does not take this method", "see the Allow header"));
        router.errorHandler(413, fixed(413, "the body is too large", "send less"));
        router.errorHandler(500, request -> {
            LOG.warn("{} {} failed", request.request().method(), request.normalizedPath(), request.failure());
            error(request, 500, "the agent could not answer", "see the agent's log (journalctl -u towline)");
        });
    }

    private static Handler<RoutingContext> fixed(int status, String error, String remedy) {
        return request -> error(request, status, error, remedy);
    }
}
