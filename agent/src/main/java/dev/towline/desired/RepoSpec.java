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
            @Key(value = "How many files, links and units one pass may remove from a target without asking.", fallback = "20") int removalCap,
            @Key(value = "What happens when an app repo's history is rewritten.", fallback = "refuse") ForcePush forcePush) {}
}
