package dev.towline.health;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One question to a site. */
public sealed interface HealthCheck {
    /** Unique in a site; the label of the metric. */
    String name();

    /** How long one answer may take. */
    Duration timeout();

    /**
     * A request whose status and body must match.
     *
     * @param endpoint where to ask; null asks the site's web process: privately its slot's socket, in the soak the proxy
     * @param host the Host header; null sends the site's domain
     * @param statuses what may come back
     * @param body text that the body must contain, or null
     * @param bodyPattern a regular expression (RE2 syntax) that must be found in the body, or null
     * @param json JSON pointer to expected value (as text), all must match
     */
    record Http(String name, @Nullable Endpoint endpoint, String path, @Nullable String host,
            Map<String, String> headers,
            List<Integer> statuses, @Nullable String body, @Nullable String bodyPattern, Map<String, String> json,
            Duration timeout) implements HealthCheck {
        public Http {
            headers = Map.copyOf(headers);
            statuses = List.copyOf(statuses);
            json = Map.copyOf(json);
        }
    }

    /** A connection that opens. */
    record Tcp(String name, Endpoint endpoint, Duration timeout) implements HealthCheck {}

    /** A unit that is active and was not restarted by the manager since the last look. */
    record Unit(String name, String unit, Duration timeout) implements HealthCheck {}

    /** A command that exits 0. */
    record Exec(String name, List<String> argv, @Nullable String user, Duration timeout) implements HealthCheck {
        public Exec {
            argv = List.copyOf(argv);
        }
    }

    /**
     * A query that runs, and whose first column of the first row is {@code expect} where that is given.
     *
     * @param passwordFile the file that holds the password (its content is never logged), or null
     * @param opens who opens a SQLite file
     */
    record Sql(String name, String url, @Nullable String user, @Nullable String passwordFile, String query,
            @Nullable String expect, Duration timeout, Opener opens) implements HealthCheck {
        /** Opened by the agent's own user, in a process of its own. */
        public Sql(String name, String url, @Nullable String user, @Nullable String passwordFile, String query,
                @Nullable String expect, Duration timeout) {
            this(name, url, user, passwordFile, query, expect, timeout, new Opener(null));
        }
    }

    /**
     * Whose process opens a file. It follows from the site and is no setting, so that the digest of the settings does not have it.
     *
     * @param user null for the agent's own
     */
    record Opener(@Nullable String user) {}

    /** A certificate that is valid for the name and for at least that long. */
    record Tls(String name, Endpoint endpoint, String serverName, Duration validFor, boolean trusted,
            Duration timeout) implements HealthCheck {}
}
