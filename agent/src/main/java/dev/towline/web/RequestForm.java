package dev.towline.web;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Refuses requests that two programs on their way could read in two ways: they are answered before anything is made of them. */
final class RequestForm {
    /** Headers of which a second one would be a choice. */
    private static final List<String> ONCE = List.of("Host", "Authorization", "Content-Type", "Content-Length",
            "Transfer-Encoding", "X-Hub-Signature-256", "X-GitHub-Event", "X-GitHub-Delivery", "X-Towline-By");
    /** Our paths need no escapes, but for the @ of @host. */
    private static final Pattern PATH = Pattern.compile("(/([A-Za-z0-9@._~-]|%40)*)+");

    private RequestForm() {}

    /** Of every request. */
    static void plain(RoutingContext request) {
        Optional<String> objection = objection(request.request());
        if (objection.isPresent()) {
            Answers.error(request, 400, objection.get(), "send it as docs/operations.md shows");
        } else {
            request.next();
        }
    }

    private static Optional<String> objection(HttpServerRequest request) {
        MultiMap headers = request.headers();
        Optional<String> twice = ONCE.stream().filter(name -> headers.getAll(name).size() > 1).findFirst();
        if (twice.isPresent()) {
            return Optional.of("there are two headers " + twice.get());
        }
        String uri = request.uri();
        int query = uri.indexOf('?');
        String path = query < 0 ? uri : uri.substring(0, query);
        return plain(path) ? Optional.empty() : Optional.of("the path has characters or escapes that none of ours has");
    }

    private static boolean plain(String path) {
        return path.length() < 500 && PATH.matcher(path).matches() && !path.contains("//") && !path.contains("/.");
    }

    /** Of those that bring a body: it is JSON, or there is none. */
    static void json(RoutingContext request) {
        MultiMap headers = request.request().headers();
        String type = headers.get("Content-Type");
        boolean none = !headers.contains("Transfer-Encoding")
                && (!headers.contains("Content-Length") || "0".equals(headers.get("Content-Length")));
        if (none || type == null || isJson(type)) {
            request.next();
        } else {
            Answers.error(request, 415, "the body is no JSON", "send it with Content-Type: application/json, or none");
        }
    }

    private static boolean isJson(String type) {
        int end = type.indexOf(';');
        return (end < 0 ? type : type.substring(0, end)).strip().toLowerCase(Locale.ROOT).equals("application/json");
    }
}
