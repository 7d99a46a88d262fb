package dev.towline.web;

import io.vertx.core.net.HostAndPort;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.RoutingContext;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Who may come in at the TCP door. */
final class Guard {
    private final Set<String> names;
    private final Tokens tokens;
    private final LoginRoutes logins;

    Guard(Set<String> names, Tokens tokens, LoginRoutes logins) {
        this.names = names;
        this.tokens = tokens;
        this.logins = logins;
    }

    /**
     * Refuses a page of somebody else's that has made its own name point here (DNS rebinding): such a request carries that
     * name. A bare address or localhost cannot be made to point elsewhere.
     */
    void knownHost(RoutingContext request) {
        HostAndPort authority = request.request().authority();
        if (authority != null && known(authority.host().toLowerCase(Locale.ROOT))) {
            request.next();
        } else {
            Answers.error(request, 421, "this server is not called by that name",
                    "use http://127.0.0.1 or localhost, or add the name to hostNames: in agent.yaml");
        }
    }

    private boolean known(String host) {
        return host.equals("localhost") || names.contains(host) || ClientAddress.isAddress(host);
    }

    /** Prometheus on this machine needs nothing; from elsewhere, or through a proxy, a token. */
    void mayScrape(RoutingContext request) {
        if (local(request)) {
            request.next();
        } else {
            mayRead(request);
        }
    }

    private static boolean local(RoutingContext request) {
        SocketAddress from = request.request().remoteAddress();
        boolean proxied = request.request().headers().contains("X-Forwarded-For")
                || request.request().headers().contains("Forwarded")
                || request.request().headers().contains("X-Real-IP");
        return !proxied && from != null && from.hostAddress() != null
                && ClientAddress.isLoopback(from.hostAddress());
    }

    /**
     * A token, or a browser that was let in. That a request comes from this machine proves nothing: any user of it can send one, and
     * any application that fetches URLs for others.
     */
    void mayRead(RoutingContext request) {
        Optional<Caller> caller = caller(request);
        if (caller.isPresent()) {
            caller.get().on(request);
            request.next();
        } else {
            unknown(request);
        }
    }

    /** A token of scope operate; no browser. */
    void mayOperate(RoutingContext request) {
        Optional<Caller> caller = token(request);
        caller.ifPresent(known -> known.on(request));
        if (tokens.none()) {
            Answers.error(request, 403, "no API token is configured, so nobody may do this over HTTP",
                    "make one: 'towline token NAME --scope operate' prints the line for agent.yaml;"
                            + " or name a file of one: api: { tokenFile: /etc/towline/api.token };"
                            + " or use the towline command on the host");
        } else if (caller.isEmpty()) {
            unknown(request);
        } else if (!caller.get().may()) {
            Answers.error(request, 403, "the token '" + caller.get().name() + "' may only read",
                    "use one of scope operate: towline token NAME --scope operate");
        } else {
            request.next();
        }
    }

    private static void unknown(RoutingContext request) {
        request.response().putHeader("WWW-Authenticate", "Bearer realm=\"towline\"");
        Answers.error(request, 401, "a valid token is needed",
                "send the header Authorization: Bearer TOKEN ('towline token NAME' makes one);"
                        + " for the dashboard, run 'towline dashboard' on the host");
    }

    private Optional<Caller> caller(RoutingContext request) {
        // A wrong token is not made good by a cookie.
        return request.request().headers().contains("Authorization") || !logins.entered(request)
                ? token(request)
                : Optional.of(new Caller("session", "dashboard", false));
    }

    private Optional<Caller> token(RoutingContext request) {
        return tokens.shown(request.request().getHeader("Authorization"))
                .map(token -> new Caller("token", token.name(), token.scope() == ApiToken.Scope.OPERATE));
    }
}
