package dev.towline.render;

import dev.towline.desired.Located;
import dev.towline.desired.TargetSpec;
import dev.towline.health.Endpoint;
import dev.towline.source.Printable;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What health checks may ask. The agent asks as root, and tells what it heard: a check of somebody who is not root stays with the
 * site's own sockets, ports and files, and its commands run as the site's user.
 */
final class CheckWalls {
    private static final Set<Integer> FRONT = Set.of(80, 443);
    private final TargetSpec target;
    private final AgentFacts agent;
    private final boolean confined;

    /** @param confined whether who wrote the checks may not act as root */
    CheckWalls(TargetSpec target, AgentFacts agent, boolean confined) {
        this.target = target;
        this.agent = agent;
        this.confined = confined;
    }

    /** Who runs a command; without a word the site's user, where its components make one. */
    @Nullable
    String user(@Nullable String asked, boolean made) {
        if (confined && asked != null && !asked.equals(target.user())) {
            throw refused("a command as " + Printable.of(asked, 40), "leave 'user' out");
        }
        return asked == null && target.site().isPresent() && (confined || made) ? target.user() : asked;
    }

    Endpoint endpoint(Endpoint endpoint) {
        if (confined) {
            switch (endpoint) {
                case Endpoint.Unix unix -> {
                    if (!below(unix.path(), "/run/sites/" + target.name())) {
                        throw refused("a check of " + endpoint, "ask a socket of its own");
                    }
                }
                case Endpoint.Port port -> {
                    boolean local = Set.of("127.0.0.1", "localhost", "[::1]").contains(port.host());
                    boolean own = target.site().flatMap(s -> s.port()).map(Located::value)
                            .filter(p -> p == port.port()).isPresent();
                    if (!local || !own && !FRONT.contains(port.port())) {
                        throw refused("a check of " + endpoint, "ask its own port, or 127.0.0.1 at 80 or 443");
                    }
                }
            }
        }
        return endpoint;
    }

    /** A database by a URL, perhaps as another user; without one it is the site's own. */
    void database(@Nullable String url, @Nullable String user) {
        if (!confined) {
            return;
        }
        String file = url == null ? "" : url.replaceFirst("^(jdbc:)?sqlite:(//)?(?=/)", "");
        if (user != null || url != null && (file.equals(url) || file.indexOf('?') >= 0
                || !below(file, "/opt/" + target.name()))) {
            throw refused("a query of " + (url == null ? "its database as another user" : Printable.of(url, 60)),
                    "leave 'url' and 'user' out");
        }
    }

    private boolean below(String path, String root) {
        String own = agent.below(root);
        return path.startsWith(own + "/") && !path.contains("/../") && !path.endsWith("/..");
    }

    private IllegalArgumentException refused(String what, String remedy) {
        return new IllegalArgumentException("the site " + target.name() + " may not have " + what + "; " + remedy);
    }
}
