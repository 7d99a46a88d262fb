package dev.towline.web;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import org.jspecify.annotations.Nullable;

/** Which path leads where, at the TCP door and at the socket of root. */
final class Routes {
    private static final String SITE = "/api/v1/sites/:site";
    private static final String REQUEST = "/api/v1/sites/(?<site>@?[a-z0-9-]+)/"
            + "(?<request>reconcile|rollback|retry|suspend|resume|approve|adopt|contract)";
    /** A database is gone back with by who is root on this very machine, and by no token. */
    private static final String ROOTS_REQUEST = "/api/v1/sites/(?<site>@?[a-z0-9-]+)/(?<request>prove|restore)";

    private final Vertx vertx;
    private final Views views;
    private final WebSettings settings;
    private final Readings readings;
    private final EventFeed feed;
    private final AuditDesk audit;
    private final LoginRoutes logins;

    Routes(Vertx vertx, Views views, WebSettings settings, EventFeed feed) {
        this.vertx = vertx;
        this.views = views;
        this.settings = settings;
        this.feed = feed;
        this.audit = new AuditDesk(vertx, views.audit(), views.clock());
        this.logins = new LoginRoutes(new Logins(views.clock()));
        this.readings = new Readings(vertx, views, settings.readiness());
    }

    /** Open to whoever can reach the address: guarded by signature, name and token. */
    Router open(Connections connections) {
        Router router = Router.router(vertx);
        Answers.errors(router);
        router.route().handler(connections::handle);
        router.route().handler(Answers::headers);
        router.route().handler(RequestForm::plain);
        // Before the guard of names: a proxy passes the public name of the host on, and the signature guards better.
        router.post("/hooks/:id")
                .handler(new Hooks(vertx, views, audit, settings.hooks(), settings.bodyTimeout())::handle);
        router.route("/hooks/:id").handler(Routes::onlyPost);
        Guard guard = new Guard(settings.hostNames(), new Tokens(settings.tokens()), logins);
        router.route().handler(guard::knownHost);
        probes(router);
        router.get("/metrics").handler(guard::mayScrape).handler(readings::metrics);
        // The page says nothing of this host; what it shows, it has to ask for as everybody does.
        new Dashboard().routes(router);
        router.get("/login").handler(logins::enter);
        router.post("/api/*").handler(audit::watch).handler(guard::mayOperate);
        router.route().method(HttpMethod.GET).handler(guard::mayRead);
        reads(router);
        writes(REQUEST, router);
        return router;
    }

    /** Open to root alone, so nothing more is asked. */
    Router local(Connections connections) {
        Router router = Router.router(vertx);
        Answers.errors(router);
        router.route().handler(connections::handle);
        router.route().handler(Answers::headers);
        router.route().handler(RequestForm::plain);
        router.route().handler(Routes::ofRoot);
        probes(router);
        router.get("/metrics").handler(readings::metrics);
        reads(router);
        router.get("/api/v1/audit").handler(readings::audit);
        router.post("/api/v1/login").handler(logins::invite);
        router.post("/api/v1/sites/*").handler(audit::watch);
        router.get(SITE + "/rendering").handler(readings::rendering);
        router.get(SITE + "/restore").handler(readings::restore);
        router.get(SITE + "/doctor").handler(readings::doctor);
        writes(REQUEST, router);
        writes(ROOTS_REQUEST, router);
        return router;
    }

    /** Only root can say this, and root may say anything; it is for the history. */
    private static void ofRoot(RoutingContext request) {
        @Nullable
        String by = request.request().getHeader("X-Towline-By");
        new Caller("socket", by != null && by.matches("[A-Za-z0-9._@-]{1,64}") ? by : "cli", true).on(request);
        request.next();
    }

    private static void onlyPost(RoutingContext request) {
        request.response().putHeader("Allow", "POST");
        Answers.error(request, 405, "a hook takes POST alone", "let GitHub send it");
    }

    private void probes(Router router) {
        router.route("/healthz").method(HttpMethod.GET).method(HttpMethod.HEAD).handler(readings::alive);
        router.route("/readyz").method(HttpMethod.GET).method(HttpMethod.HEAD).handler(readings::ready);
    }

    private void reads(Router router) {
        router.get("/api/v1/status").handler(readings::status);
        router.get(SITE).handler(readings::site);
        router.get(SITE + "/plan").handler(readings::plan);
        router.get("/api/v1/deployments").handler(readings::deployments);
        router.get("/api/v1/deployments/:id").handler(readings::deployment);
        router.get("/api/v1/events").handler(feed::handle);
    }

    private void writes(String request, Router router) {
        router.postWithRegex(request).handler(RequestForm::json);
        router.postWithRegex(request).handler(BodyHandler.create(false).setBodyLimit(Requests.LARGEST_BODY))
                .handler(new Requests(views, readings)::handle);
    }
}
