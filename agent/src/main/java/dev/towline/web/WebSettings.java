package dev.towline.web;

import dev.towline.budget.Budget;
import dev.towline.status.Readiness;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * How the edge is set up.
 *
 * @param socket the root-only unix socket
 * @param hostNames names beside localhost and bare addresses by which a browser may call this server
 * @param tokens who shows one may come in by TCP
 * @param bodyTimeout within which the whole body of a hook must have come
 */
public record WebSettings(InetSocketAddress listen, Path socket, Set<String> hostNames, List<Hook> hooks,
        List<ApiToken> tokens, Readiness readiness, Duration bodyTimeout) {
    /** GitHub gives up after ten seconds itself. */
    public static final Duration BODY_TIMEOUT = Budget.HOOK_BODY_TIME.duration();

    public WebSettings {
        hostNames = Set.copyOf(hostNames);
        hooks = List.copyOf(hooks);
        tokens = List.copyOf(tokens);
    }
}
