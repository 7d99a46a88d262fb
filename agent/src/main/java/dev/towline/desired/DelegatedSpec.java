package dev.towline.desired;

import java.util.List;
import java.util.Optional;

/** A site whose owner pushes without being root on the host. It stands in the host's file, so that the site cannot change it. */
public record DelegatedSpec(
        @Key(value = "Who may change the site's folder, for people; the Git server has to hold others off.", example = "guild-team") String owner,
        @Key(value = "Names that the site may answer to.", required = true, example = "[guild.example.org]") List<DomainName> domains,
        @Key(value = "Where its app may come from: beginnings of URLs, which end where a part of the URL ends.", required = true, example = "[\"https://github.com/guild\"]") List<String> repos,
        @Key(value = "Components that it may name.", fallback = "[nginx-site, postgresql-database, django, certbot]") List<ComponentName> components,
        @Key(value = "Secrets that it may name besides those that its components make.", example = "[guild_smtp_password]") List<SecretName> secrets,
        @Key(value = "The loopback port that it may have.", absent = "none", min = 1, max = 65535) Optional<Integer> port,
        @Key(value = "The most that its release.limits may ask for.", fallback = "{}", example = "{ memory: 2G }") LimitsSpec limits) {}
