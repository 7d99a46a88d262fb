package dev.towline.web;

import dev.towline.budget.Budget;
import dev.towline.event.Event;
import dev.towline.secret.Secret;
import dev.towline.trigger.Trigger;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code POST /hooks/{id}}. A delivery with the right signature wakes the agent; nothing in it chooses a revision, a site or a
 * provider. GitHub's way of signing: docs.github.com, "Validating webhook deliveries".
 */
final class Hooks {
    private static final Logger LOG = LoggerFactory.getLogger(Hooks.class);
    private static final String UNKNOWN = "unknown";
    private static final String RETRY_AFTER = "5";
    private static final Set<String> REFUSALS = Set.of("unauthorized", "too-large", "timeout", "throttled", "malformed",
            UNKNOWN);

    private final Vertx vertx;
    private final Views views;
    private final AuditDesk audit;
    private final Duration bodyTimeout;
    private final Map<String, Hook> hooks;
    private final Map<String, SeenDeliveries> seen;
    private final InFlight inFlight = new InFlight(Budget.HOOKS_IN_FLIGHT.count(),
            Budget.HOOKS_IN_FLIGHT_OF_CLIENT.count());
    private final QuietLog refusals;
    /** An unknown id is checked against this, so that it takes as long as a known one. */
    private final Hook nobody;

    Hooks(Vertx vertx, Views views, AuditDesk audit, List<Hook> hooks, Duration bodyTimeout) {
        this.vertx = vertx;
        this.views = views;
        this.audit = audit;
        this.bodyTimeout = bodyTimeout;
        this.refusals = new QuietLog(vertx, Budget.HOOK_LOG.duration(),
                (kind, count) -> LOG.info("hook {} ({} {})", kind, count, count == 1 ? "delivery" : "deliveries"));
        this.hooks = hooks.stream().collect(Collectors.toUnmodifiableMap(Hook::id, Function.identity()));
        this.seen = hooks.stream().collect(Collectors.toUnmodifiableMap(Hook::id, hook -> new SeenDeliveries()));
        byte[] random = new byte[32];
        new SecureRandom().nextBytes(random);
        this.nobody = new Hook(UNKNOWN, Hook.Provider.GITHUB, Secret.of(HexFormat.of().formatHex(random)));
        warmUp();
    }

    /** Loads what the first delivery needs now and not on the event loop then: on a busy machine that took two seconds. */
    private void warmUp() {
        HookDelivery delivery = new HookDelivery(nobody.secret());
        delivery.take(Buffer.buffer("{\"action\":\"none\"}"));
        boolean well = !delivery.signedAs("sha256=00") && delivery.content().object()
                && !GithubEvents.wakes("none", "");
        LOG.debug("{} hooks, ready: {}", hooks.size(), new JsonObject().put("ready", well).encode());
    }

    void handle(RoutingContext context) {
        Hook known = hooks.get(Answers.path(context, "id"));
        Hook hook = known == null ? nobody : known;
        HttpServerRequest request = context.request();
        if (declaredLength(request) > HookDelivery.LIMIT) {
            tooLarge(context, hook);
            return;
        }
        HookDelivery delivery = new HookDelivery(hook.secret());
        InFlight.Flight flight = inFlight.begin(ClientAddress.of(request), crowd -> throttled(context, hook, crowd));
        long timer = vertx.setTimer(bodyTimeout.toMillis(), t -> slow(context, hook));
        context.addEndHandler(ended -> {
            vertx.cancelTimer(timer);
            inFlight.end(flight);
        });
        request.handler(chunk -> {
            if (!delivery.take(chunk)) {
                tooLarge(context, hook);
            }
        });
        request.endHandler(end -> {
            if (!context.response().ended()) {
                arrived(context, hook, known != null, delivery);
            }
        });
    }

    private static long declaredLength(HttpServerRequest request) {
        String length = request.getHeader("Content-Length");
        try {
            return length == null ? 0 : Long.parseLong(length);
        } catch (NumberFormatException e) {
            return Long.MAX_VALUE;
        }
    }

    private void throttled(RoutingContext context, Hook hook, InFlight.Crowd crowd) {
        if (!context.response().ended()) {
            told(hook, "throttled");
            context.response().putHeader("Retry-After", RETRY_AFTER);
            switch (crowd) {
                case OF_CLIENT -> hangUp(context, 429, "too many deliveries of this client are coming in at once",
                        "send it again later");
                case OF_ALL -> hangUp(context, 503, "too many deliveries are coming in at once", "send it again later");
            }
        }
    }

    private void tooLarge(RoutingContext context, Hook hook) {
        if (!context.response().ended()) {
            told(hook, "too-large");
            hangUp(context, 413, "a delivery has at most " + Budget.HOOK_BODY.text(),
                    "choose fewer events for this hook");
        }
    }

    private void slow(RoutingContext context, Hook hook) {
        if (!context.response().ended()) {
            told(hook, "timeout");
            hangUp(context, 408, "the body did not come in time", "send it again");
        }
    }

    /** Answers and takes nothing more: whatever else is on its way is not worth reading. */
    private static void hangUp(RoutingContext context, int status, String error, String remedy) {
        HttpServerRequest request = context.request();
        request.handler(ignored -> {});
        context.response().putHeader("Connection", "close");
        Answers.error(context, status, error, remedy);
        request.connection().shutdown(Duration.ofSeconds(1));
    }

    private void arrived(RoutingContext context, Hook hook, boolean known, HookDelivery delivery) {
        String signature = context.request().getHeader("X-Hub-Signature-256");
        boolean signed = delivery.signedAs(signature);
        if (!known) {
            told(hook, UNKNOWN);
            Answers.error(context, 404, "there is no such hook", "name it under hooks: in agent.yaml");
        } else if (!signed || signature == null) {
            told(hook, "unauthorized");
            Answers.error(context, 401, "the signature is missing or wrong",
                    "give GitHub the content of this hook's secretFile as its secret");
        } else {
            signed(context, hook, signature.toLowerCase(Locale.ROOT), delivery.content());
        }
    }

    private void signed(RoutingContext context, Hook hook, String signature, DeliveryHead.Content content) {
        String event = header(context, "X-GitHub-Event");
        if (!content.object()) {
            told(hook, "malformed");
            Answers.error(context, 400, "the body is no JSON object",
                    "set the webhook's content type to application/json");
        } else if (event.equals("ping")) {
            told(hook, "ping");
            Answers.json(context, 200, new JsonObject().put("result", "pong"));
        } else if (!GithubEvents.wakes(event, content.action())) {
            told(hook, "ignored");
            context.response().setStatusCode(204).end();
        } else {
            wake(context, hook, signature);
        }
    }

    /** One that is sent again wakes like any other: how often webhooks may wake is limited for all of them together. */
    private void wake(RoutingContext context, Hook hook, String signature) {
        String id = printable(header(context, "X-GitHub-Delivery"));
        boolean again = seen(hook).seenBefore(id, signature);
        // Nobody to wake: the agent is starting, and fetches every source by itself then.
        boolean awake = views.triggers().offer(new Trigger.Webhook(hook.id(), id));
        audit.woken(hook.id());
        told(hook, awake ? again ? "replayed" : "accepted" : "busy");
        Answers.json(context, 202, new JsonObject().put("result", "accepted"));
    }

    private SeenDeliveries seen(Hook hook) {
        SeenDeliveries deliveries = seen.get(hook.id());
        if (deliveries == null) {
            throw new IllegalStateException("every hook has its deliveries");
        }
        return deliveries;
    }

    private static String header(RoutingContext context, String name) {
        @Nullable
        String value = context.request().getHeader(name);
        return value == null ? "" : value;
    }

    /** It goes into logs and history. */
    private static String printable(String delivery) {
        return delivery.matches("[A-Za-z0-9-]{1,64}") ? delivery : "";
    }

    private void told(Hook hook, String result) {
        if (!REFUSALS.contains(result)) {
            LOG.debug("hook {}: {}", hook.id(), result);
        } else {
            refusals.add(hook.id() + ": " + result);
        }
        views.events().publish(new Event.HookReceived(views.clock().instant(), hook.id(), result));
    }
}
