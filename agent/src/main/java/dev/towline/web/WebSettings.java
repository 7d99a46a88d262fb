package dev.towline.web;

import dev.towline.budget.Budget;
import dev.towline.secret.Secret;
import dev.towline.status.Readiness;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How the edge is set up.
 *
 * @param socket the root-only unix socket
 * @param hostNames names beside localhost and bare addresses by which a browser may call this server
 * @param token who shows it may read from afar and ask; null where nobody may
 * @param bodyTimeout within which the whole body of a hook must have come
 */
public record WebSettings(InetSocketAddress listen, Path socket, Set<String> hostNames, List<Hook> hooks,
        @Nullable Secret token, Readiness readiness, Duration bodyTimeout) {
    /** GitHub gives up after ten seconds itself. */
    public static final Duration BODY_TIMEOUT = Budget.HOOK_BODY_TIME.duration();

    public WebSettings {
        hostNames = Set.copyOf(hostNames);
        hooks = List.copyOf(hooks);
    }
}
