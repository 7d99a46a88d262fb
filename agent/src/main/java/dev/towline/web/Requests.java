package dev.towline.web;

import dev.towline.budget.Budget;
import dev.towline.status.TargetStatus;
import dev.towline.trigger.Trigger;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** {@code POST /api/v1/sites/{site}/{request}}: what a person asks for, passed on as a trigger. */
final class Requests {
    /** A body here holds one name or path. */
    static final int LARGEST_BODY = Budget.HTTP_BODY.count();

    private final Views views;
    private final Readings readings;

    Requests(Views views, Readings readings) {
        this.views = views;
        this.readings = readings;
    }

    /** What cannot be asked for, and why. */
    private static final class Refusal extends Exception {
        private static final long serialVersionUID = 1L;
        private final transient String remedy;

        Refusal(String message, String remedy) {
            super(message);
            this.remedy = remedy;
        }
    }

    void handle(RoutingContext context) {
        Optional<TargetStatus> target = readings.target(context);
        if (target.isEmpty()) {
            return;
        }
        try {
            offer(context, target.get(), request(Answers.path(context, "request"), body(context)));
        } catch (Refusal e) {
            Answers.error(context, 400, String.valueOf(e.getMessage()), e.remedy);
        }
    }

    private void offer(RoutingContext context, TargetStatus target, Trigger.Request request) {
        String site = target.target().value();
        String by = Caller.of(context).orElseThrow(() -> new IllegalStateException("the guard lets nobody in unknown"))
                .by();
        if (views.triggers().offer(new Trigger.Manual(request, Optional.of(target.target()), by))) {
            Answers.json(context, 202, new JsonObject().put("accepted", true).put("site", site)
                    .put("request", Answers.path(context, "request"))
                    .put("pass", views.triggers().pass(target.target()))
                    .put("status", "/api/v1/sites/" + site)
                    .put("deployments", "/api/v1/deployments?site=" + site + "&limit=1"));
        } else {
            context.response().putHeader("Retry-After", "5");
            Answers.error(context, 503, "too many requests wait for " + site + " already",
                    "see what it does: towline status");
        }
    }

    private static Map<String, Object> body(RoutingContext context) throws Refusal {
        Buffer body = context.body().buffer();
        if (body == null || body.length() == 0) {
            return Map.of();
        }
        try {
            Map<String, Object> values = FlatJson.read(body.getBytes());
            AuditDesk.detail(context, values.toString());
            return values;
        } catch (IOException e) {
            throw new Refusal("the body is no JSON object that this request takes",
                    "leave it out, or send for example {\"release\": \"…\"}");
        }
    }

    private static Trigger.Request request(String name, Map<String, Object> body) throws Refusal {
        return switch (name) {
            case "rollback" -> new Trigger.Request.Rollback(text(body, "release", "[A-Za-z0-9][A-Za-z0-9._-]{0,99}"));
            case "adopt" -> new Trigger.Request.Adopt(text(body, "path", "/[^\\p{Cntrl}]{1,4000}").orElseThrow(
                    () -> new Refusal("adopt needs the path to take over", "send {\"path\": \"/etc/…\"}")));
            case "suspend" -> new Trigger.Request.Suspend(text(body, "reason", "[^\\p{Cntrl}]{1,300}").orElse(""));
            case "prove" -> prove(body);
            case "restore" -> restore(body);
            default -> {
                text(body, "", "");
                yield plain(name);
            }
        };
    }

    private static Trigger.Request prove(Map<String, Object> body) throws Refusal {
        known(body, Set.of("point", "database", "keep"));
        return new Trigger.Request.Prove(named(body, "point"), named(body, "database"), truth(body, "keep", false));
    }

    private static Trigger.Request restore(Map<String, Object> body) throws Refusal {
        known(body, Set.of("point", "save"));
        return new Trigger.Request.Restore(named(body, "point").orElseThrow(() -> new Refusal(
                "restore needs the point to go back to", "send {\"point\": \"20261121-…\"}")),
                truth(body, "save", true));
    }

    private static Optional<String> named(Map<String, Object> body, String key) throws Refusal {
        return value(body, key, "[^/\\p{Cntrl}]{1,255}");
    }

    private static boolean truth(Map<String, Object> body, String key, boolean absent) throws Refusal {
        return switch (body.get(key)) {
            case null -> absent;
            case Boolean truth -> truth;
            default -> throw new Refusal("'" + key + "' is not what it should be", "it is true or false");
        };
    }

    private static Trigger.Request plain(String name) {
        return switch (name) {
            case "reconcile" -> new Trigger.Request.Reconcile();
            case "retry" -> new Trigger.Request.Retry();
            case "resume" -> new Trigger.Request.Resume();
            case "contract" -> new Trigger.Request.Contract();
            case "approve" -> new Trigger.Request.Approve();
            default -> throw new IllegalStateException("the route lets only known requests in, not " + name);
        };
    }

    /** The one key that the body may have. */
    private static Optional<String> text(Map<String, Object> body, String key, String pattern) throws Refusal {
        known(body, Set.of(key));
        return value(body, key, pattern);
    }

    private static void known(Map<String, Object> body, Set<String> keys) throws Refusal {
        if (!keys.containsAll(body.keySet())) {
            String some = String.join(", ", new TreeSet<>(keys));
            throw new Refusal("the body has a key that this request does not know",
                    some.isEmpty()
                            ? "send no body"
                            : keys.size() == 1 ? "the only key is '" + some + "'" : "the keys are " + some);
        }
    }

    private static Optional<String> value(Map<String, Object> body, String key, String pattern) throws Refusal {
        Object value = body.get(key);
        if (value == null) {
            return Optional.empty();
        }
        if (!(value instanceof String text) || !text.matches(pattern)) {
            throw new Refusal("'" + key + "' is not what it should be", "it is a text that matches " + pattern);
        }
        return Optional.of(text);
    }
}
