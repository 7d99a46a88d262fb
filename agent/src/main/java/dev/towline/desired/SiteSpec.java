package dev.towline.desired;

import java.util.List;
import java.util.Optional;

/** {@code sites/<name>/site.yaml}: one application instance. */
public record SiteSpec(
        @Key(value = "The name that the site answers to.", example = "ysc.example.org") Located<DomainName> domain,
        @Key(value = "Other names that it answers to.", example = "[www.ysc.example.org]") List<Located<DomainName>> aliases,
        @Key(value = "What the site is made of, in this order.", example = "[django, nginx-site, postgresql-database]") List<Located<ComponentName>> components,
        @Key(value = "The application's repository.", absent = "nothing is built or run") Optional<AppSpec> app,
        @Key(value = "How releases are let out.", fallback = "{}") ReleaseSpec release,
        @Key(value = "How the database follows.", fallback = "{}") MigrationSpec migrations,
        @Key(value = "When the site counts as healthy: a list of checks, or a mapping.", fallback = "{}") HealthSpec health,
        @Key(value = "Variables for this site's templates.", fallback = "{}", example = "{ club_name: Your Soaring Club }") Vars vars,
        @Key(value = "Paths that exist on the host already and may be taken over by this site.", example = "[/etc/nginx/sites-enabled/ysc.conf]") List<Template> adopt,
        @Key(value = "Secrets that templates may use besides those of the components.", example = "[smtp_password]") List<SecretName> secrets,
        @Key(value = "How many removals one pass may do without asking.", absent = "that of towline.yaml") Optional<Integer> removalCap,
        @Key(value = "Whether the site is left alone: nothing is changed, nothing is removed.", fallback = "false") boolean suspend,
        @Key(value = "A loopback port that is this site's alone, for what cannot listen on a unix socket.", absent = "none", min = 1, max = 65535, example = "8001") Optional<Located<Integer>> port,
        @Key(value = "The user that owns and runs the site.", absent = "the site's name", example = "ysc") Optional<Located<UserName>> user) {
    public SiteSpec {
        if (domain.value().isWildcard()) {
            throw new IllegalArgumentException(
                    "'" + domain.value() + "' can be an alias; 'domain' is one name, because health checks ask for it");
        }
    }
}
