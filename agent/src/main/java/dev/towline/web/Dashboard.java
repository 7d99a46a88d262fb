package dev.towline.web;

import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** {@code GET /}: a page, its style and its script, all from this jar; nothing comes from elsewhere, nothing is inline. */
final class Dashboard {
    private final String page = read("index.html");
    private final String style = read("towline.css");
    private final String script = read("towline.js");

    void routes(Router router) {
        router.get("/").handler(request -> Answers.answer(request, 200, "text/html; charset=utf-8", page));
        router.get("/towline.css").handler(request -> Answers.answer(request, 200, "text/css; charset=utf-8", style));
        router.get("/towline.js").handler(
                request -> Answers.answer(request, 200, "text/javascript; charset=utf-8", script));
        router.get("/favicon.ico").handler(Dashboard::nothing);
    }

    private static void nothing(RoutingContext request) {
        request.response().setStatusCode(204).end();
    }

    private static String read(String name) {
        try (InputStream in = Dashboard.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is missing from the jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
