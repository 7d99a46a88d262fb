package dev.towline.web;

import dev.towline.audit.AuditEntry;
import dev.towline.audit.AuditTrail;
import dev.towline.budget.Budget;
import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Writes down every request for a decision when it has been answered, the refused ones too. */
final class AuditDesk {
    private static final String DETAIL = "towline.asked";

    private final Vertx vertx;
    private final AuditTrail trail;
    private final InstantSource clock;
    private final QuietLog strangers;
    private final QuietLog hooks;
    private volatile String last = "";

    AuditDesk(Vertx vertx, AuditTrail trail, InstantSource clock) {
        this.vertx = vertx;
        this.trail = trail;
        this.clock = clock;
        // What anybody can send, or a hook sends by the thousand, must not push out what people decided.
        this.strangers = new QuietLog(vertx, Budget.AUDIT_QUIET.duration(), (kind, count) -> write(
                entry("token", "", last, "", kind, count + (count == 1 ? " request" : " requests, the last from here"),
                        401, "refused")));
        this.hooks = new QuietLog(vertx, Budget.AUDIT_QUIET.duration(), (hook, count) -> write(
                entry("hook", hook, "", "", "wake", count + " deliveries", 202, "accepted")));
    }

    /** Before the guard, so that whom it refuses is seen. */
    void watch(RoutingContext request) {
        request.addEndHandler(ended -> answered(request));
        request.next();
    }

    /** What the request asks for, beyond its path. */
    static void detail(RoutingContext request, String detail) {
        request.put(DETAIL, detail);
    }

    void woken(String hook) {
        hooks.add(hook);
    }

    private void answered(RoutingContext request) {
        int status = request.response().getStatusCode();
        Optional<Caller> caller = Caller.of(request);
        if (caller.isEmpty()) {
            last = ClientAddress.of(request.request());
            strangers.add("unauthenticated");
            return;
        }
        @Nullable
        String detail = request.get(DETAIL);
        String[] path = Objects.requireNonNullElse(request.request().path(), "").split("/", -1);
        write(entry(caller.get().via(), caller.get().name(), ClientAddress.of(request.request()),
                path.length > 4 ? path[4].replace("%40", "@") : "",
                path.length > 5 ? path[5] : path[path.length - 1], detail == null ? "" : detail, status,
                status < 300 ? "accepted" : "refused"));
    }

    private AuditEntry entry(String via, String by, String from, String site, String request, String detail, int status,
            String answer) {
        return new AuditEntry(clock.instant(), via, by, from, site, request, detail, status, answer);
    }

    /** In order, and not on the event loop. */
    private void write(AuditEntry entry) {
        vertx.executeBlocking(() -> {
            trail.record(entry);
            return true;
        }, true);
    }
}
