package dev.towline.config;

import dev.towline.source.FetchLimits;
import dev.towline.source.ForcePush;
import dev.towline.source.RemoteUrl;
import dev.towline.source.RevisionPolicy;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The agent's settings as they are meant on this machine; every path is absolute.
 *
 * @param fetches what one fetch of any repository may take
 * @param host names hosts/&lt;name&gt;.yaml
 * @param apiToken file of the token named default
 * @param tokens further ones, by their digest
 * @param state the agent's folder, below root
 * @param root stands before every path that is written
 * @param socket of the command line, below root
 * @param components folder of the components that ship
 */
public record AgentSettings(ConfigRepo configRepo, Poll poll, FetchLimits fetches, String host,
        InetSocketAddress listen,
        Set<String> hostNames, List<HookSettings> hooks, Optional<Path> apiToken, List<TokenSettings> tokens,
        Path state,
        ServiceManager serviceManager, Path root, Path socket, int maxParallelSites, Path components) {
    public AgentSettings {
        hostNames = Set.copyOf(hostNames);
        hooks = List.copyOf(hooks);
        tokens = List.copyOf(tokens);
    }

    /** Who runs the services. */
    public enum ServiceManager {
        SYSTEMD, LOCAL
    }

    /** Whose deliveries a hook takes. */
    public enum HookProvider {
        GITHUB
    }

    /**
     * The repository that says what this host is.
     *
     * @param path folder in it, empty for its root
     */
    public record ConfigRepo(RemoteUrl url, RevisionPolicy track, String path, ForcePush forcePush,
            CredentialFiles credentials) {}

    /** Where the credentials of the config repo are. */
    public sealed interface CredentialFiles {
        record None() implements CredentialFiles {}

        record Token(Path token) implements CredentialFiles {}

        record Basic(String user, Path password) implements CredentialFiles {}

        record Ssh(Path key, Path knownHosts) implements CredentialFiles {}
    }

    /**
     * How often the repositories are asked.
     *
     * @param jitter part of the interval, 0 to 0.5
     */
    public record Poll(Duration interval, double jitter, Duration maxBackoff) {}

    /** What a token of the API allows. */
    public enum TokenScope {
        READ, OPERATE
    }

    /** One token of the API, known by its SHA-256 in hex. */
    public record TokenSettings(String name, TokenScope scope, String sha256) {}

    /** One webhook. */
    public record HookSettings(String id, HookProvider provider, Path secret) {}

    /** Where a path of the host is, with root before it. */
    public Path below(String path) {
        return root.resolve(path.substring(1)).normalize();
    }
}
