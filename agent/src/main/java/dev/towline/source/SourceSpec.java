package dev.towline.source;

import java.util.regex.Pattern;

/**
 * What is followed, and on which terms.
 *
 * @param name names the mirror's folder, the metrics and the messages: lower-case letters, digits, dash, dot, underscore
 * @param url  as {@link RemoteUrl} allows it
 */
public record SourceSpec(String name, String url, RevisionPolicy policy, ForcePush forcePush, Credentials credentials,
        FetchLimits limits) {
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,99}");

    public SourceSpec {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("The source name '" + Printable.of(name)
                    + "' must be lower-case letters, digits, '-', '.' or '_', at most 100 of them.");
        }
        RemoteUrl.parse(url).requireFit(credentials);
    }

    /** A public repository with default limits, whose history must not be rewritten. */
    public static SourceSpec of(String name, String url, RevisionPolicy policy) {
        return new SourceSpec(name, url, policy, ForcePush.REFUSE, Credentials.none(), FetchLimits.defaults());
    }
}
