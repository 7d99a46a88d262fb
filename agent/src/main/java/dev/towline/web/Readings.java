package dev.towline.web;

import dev.towline.status.AgentStatus;
import dev.towline.status.DeploymentView;
import dev.towline.status.PinStatus;
import dev.towline.status.Readiness;
import dev.towline.status.TargetStatus;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What may be read: {@code GET /api/v1/…}, {@code /metrics}, {@code /healthz}, {@code /readyz}. */
final class Readings {
    private static final int MOST = 500;
    private static final int USUAL = 50;
    private static final String SITE = "@host|[a-z][a-z0-9-]{0,30}";
    private static final String DEPLOYMENT = "[0-9]{8}-[0-9]{6}-[a-z0-9]{4,8}";
    /** Prometheus' text format, which the scrape is in. */
    private static final String METRICS = "text/plain; version=0.0.4; charset=utf-8";
    private static final String TEXT = "text/plain; charset=utf-8";

    private final Vertx vertx;
    private final Views views;
    private final Readiness readiness;
    /** Shared by all who ask meanwhile: anybody may, and each text would be as large as there are series. */
    private @Nullable Future<@Nullable Buffer> scrape;

    Readings(Vertx vertx, Views views, Readiness readiness) {
        this.vertx = vertx;
        this.views = views;
        this.readiness = readiness;
    }

    void alive(RoutingContext request) {
        Answers.answer(request, 200, TEXT, "alive\n");
    }

    void ready(RoutingContext request) {
        Optional<String> objection = readiness.objection(views.status().get(), views.clock().instant());
        Answers.answer(request, objection.isEmpty() ? 200 : 503, TEXT, objection.map(why -> "not ready: " + why)
                .orElse("ready") + "\n");
    }

    void metrics(RoutingContext request) {
        Future<@Nullable Buffer> under = scrape;
        if (under == null || under.isComplete()) {
            under = vertx.executeBlocking(() -> Buffer.buffer(views.scrape().get()), false);
            scrape = under;
        }
        under.onSuccess(text -> Answers.answer(request, 200, METRICS, Objects.requireNonNull(text)))
                .onFailure(request::fail);
    }

    void status(RoutingContext request) {
        Answers.json(request, 200, RecordJson.of(views.status().get()));
    }

    void site(RoutingContext request) {
        target(request).ifPresent(target -> Answers.json(request, 200, RecordJson.of(target)));
    }

    void plan(RoutingContext request) {
        preview(request, views.previews()::plan);
    }

    void rendering(RoutingContext request) {
        preview(request, views.previews()::rendering);
    }

    void restore(RoutingContext request) {
        boolean verify = request.queryParam("verify").contains("true");
        target(request).ifPresent(target -> blocking(request,
                () -> views.restores().points(target.target().value(), verify),
                json -> Answers.answer(request, 200, "application/json", json)));
    }

    void doctor(RoutingContext request) {
        target(request).ifPresent(target -> blocking(request,
                () -> views.doctor().examine(target.target().value()),
                json -> Answers.answer(request, 200, "application/json", json)));
    }

    private void preview(RoutingContext request, Function<String, Optional<String>> preview) {
        target(request).ifPresent(target -> blocking(request, () -> preview.apply(target.target().value()),
                found -> found.ifPresentOrElse(json -> Answers.answer(request, 200, "application/json", json),
                        () -> notYet(request))));
    }

    /** Sites begin when the host's own target has ended its first reconciliation. */
    private void notYet(RoutingContext request) {
        boolean host = Answers.path(request, "site").equals("@host") || views.status().get().sources().stream()
                .noneMatch(source -> source.name().equals("config") && source.revision() != null);
        request.response().putHeader("Retry-After", "1");
        if (host) {
            Answers.error(request, 503, "nothing was fetched from Git yet", "towline status says why");
        } else {
            Answers.error(request, 503, "sites wait for the host's own components, which are being reconciled",
                    "towline status shows @host");
        }
    }

    /** The site that the path names; where there is none, that has been answered. */
    Optional<TargetStatus> target(RoutingContext request) {
        return target(request, Answers.path(request, "site"));
    }

    private Optional<TargetStatus> target(RoutingContext request, String name) {
        AgentStatus status = views.status().get();
        Optional<TargetStatus> target = status.target(name);
        if (target.isEmpty() && !status.ready() && status.targets().isEmpty()) {
            request.response().putHeader("Retry-After", "1");
            Answers.error(request, 503, "the agent has not read the config repo yet", "wait for its first fetch");
        } else if (target.isEmpty()) {
            List<String> names = status.targets().stream().map(t -> t.target().value()).toList();
            Answers.error(request, 404, "this host has no site of that name", Nearest.of(name, names)
                    .map(near -> "did you mean '" + near + "'?").orElse("it has: " + String.join(", ", names)));
        }
        return target;
    }

    void deployments(RoutingContext request) {
        List<String> sites = request.queryParam("site");
        @Nullable
        String site = sites.isEmpty() ? null : sites.getFirst();
        int limit = limit(request.queryParam("limit"));
        if (limit == 0) {
            Answers.error(request, 400, "limit is a number from 1 to " + MOST, "leave it out for " + USUAL);
        } else if (site == null || site.matches(SITE) || target(request, site).isPresent()) {
            blocking(request, () -> views.deployments().newest(site, limit), found -> {
                // A site that is gone keeps its past; one that never was is a misspelling.
                if (site == null || !found.isEmpty() || target(request, site).isPresent()) {
                    Answers.json(request, 200, new JsonObject().put("deployments", RecordJson.of(found))
                            .put("pinned", pinned(site)));
                }
            });
        }
    }

    /** What people rolled back to, by target. */
    private JsonObject pinned(@Nullable String site) {
        JsonObject json = new JsonObject();
        for (TargetStatus target : views.status().get().targets()) {
            PinStatus pinned = target.pinned();
            if (pinned != null && (site == null || site.equals(target.target().value()))) {
                json.put(target.target().value(), RecordJson.of(pinned));
            }
        }
        return json;
    }

    private static int limit(List<String> given) {
        if (given.isEmpty()) {
            return USUAL;
        }
        String text = given.getFirst();
        int limit = text.matches("[0-9]{1,4}") ? Integer.parseInt(text) : 0;
        return limit <= MOST ? limit : 0;
    }

    void audit(RoutingContext request) {
        int limit = limit(request.queryParam("limit"));
        if (limit == 0) {
            Answers.error(request, 400, "limit is a number from 1 to " + MOST, "leave it out for " + USUAL);
        } else {
            blocking(request, () -> views.audit().newest(limit),
                    found -> Answers.json(request, 200, new JsonObject().put("audit", RecordJson.of(found))));
        }
    }

    void deployment(RoutingContext request) {
        String id = Answers.path(request, "id");
        blocking(request, () -> found(id), found -> found.ifPresentOrElse(json -> Answers.json(request, 200, json),
                () -> Answers.error(request, 404, "there is no such deployment", "see /api/v1/deployments")));
    }

    private Optional<JsonObject> found(String id) {
        Optional<DeploymentView> view = id.matches(DEPLOYMENT) ? views.deployments().find(id) : Optional.empty();
        return view.map(found -> RecordJson.of(found).put("output", views.deployments().output(id)));
    }

    /** The store and the scrape take their time; the event loop has none. */
    private <T> void blocking(RoutingContext request, Callable<T> work, Consumer<T> answer) {
        vertx.executeBlocking(work, false).onSuccess(answer::accept).onFailure(request::fail);
    }
}
