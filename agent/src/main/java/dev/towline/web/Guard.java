package dev.towline.web;

import dev.towline.secret.Secret;
import io.vertx.core.net.HostAndPort;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Who may come in at the TCP door. */
final class Guard {
    private static final String BEARER = "bearer ";

    private final Set<String> names;
    private final @Nullable Secret token;

    Guard(Set<String> names, @Nullable Secret token) {
        this.names = names;
        this.token = token;
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

    /** From this machine anybody may read; from elsewhere, or through a proxy, whoever shows the token. */
    void mayRead(RoutingContext request) {
        if (local(request)) {
            request.next();
        } else {
            mayAsk(request);
        }
    }

    private static boolean local(RoutingContext request) {
        SocketAddress from = request.request().remoteAddress();
        boolean proxied = request.request().headers().contains("X-Forwarded-For")
                || request.request().headers().contains("Forwarded")
                || request.request().headers().contains("X-Real-IP");
        return !proxied && from != null && from.hostAddress() != null && ClientAddress.isLoopback(from.hostAddress());
    }

    /** Only whoever shows the token. */
    void mayAsk(RoutingContext request) {
        Secret wanted = token;
        String shown = request.request().getHeader("Authorization");
        if (wanted == null) {
            Answers.error(request, 403, "no API token is configured, so nobody may do this over HTTP",
                    "write a token to a root-only file and name it in agent.yaml: api: { tokenFile: /etc/towline/api.token },"
                            + " or use the towline command on the host");
        } else if (shown == null || !matches(wanted, shown)) {
            request.response().putHeader("WWW-Authenticate", "Bearer realm=\"towline\"");
            Answers.error(request, 401, "a valid token is needed",
                    "send the header Authorization: Bearer <content of api.tokenFile>");
        } else {
            request.next();
        }
    }

    private static boolean matches(Secret wanted, String shown) {
        if (!shown.toLowerCase(Locale.ROOT).startsWith(BEARER)) {
            return false;
        }
        // Digests first, so that neither content nor length of the token shows in the time this takes.
        return MessageDigest.isEqual(digest(wanted.reveal()), digest(shown.substring(BEARER.length()).strip()));
    }

    private static byte[] digest(String text) {
        return Sha256.of(text.getBytes(StandardCharsets.UTF_8));
    }
}
