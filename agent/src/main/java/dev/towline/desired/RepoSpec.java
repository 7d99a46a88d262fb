package dev.towline.desired;

import dev.towline.source.ForcePush;
import java.util.Map;

/** {@code towline.yaml}: what all hosts and sites share. */
public record RepoSpec(
        @Key(value = "Variables for every template; a host's or site's own win.", fallback = "{}", example = "{ admin_mail: root@example.org }") Vars vars,
        @Key(value = "How careful Towline is.", fallback = "{}") Policies policies,
        @Key(value = "What is shown to Git servers, by the beginning of the repository's URL; the longest match counts.", example = "{ \"https://github.com/example\": { token: github_token } }") Map<String, CredentialSpec> credentials) {

    /** Limits that protect against mistakes. */
    public record Policies(
            @Key(value = "How many files and links one reconciliation may remove without approval. What the other targets of the host are about to lose counts too.", fallback = "20") int removalCap,
            @Key(value = "What happens when an app repo's history is rewritten.", fallback = "refuse") ForcePush forcePush,
            @Key(value = "Whether a site that a host file no longer names is removed only after 'towline approve SITE'.", fallback = "approve") RemoveSites removeSites) {}

    /** What happens to a site that the host file no longer names. */
    public enum RemoveSites {
        /** It goes on serving until a person approves its removal. */
        APPROVE,
        /** It is stopped and removed. */
        ALLOW
    }
}
