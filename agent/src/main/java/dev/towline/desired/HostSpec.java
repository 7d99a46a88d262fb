package dev.towline.desired;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code hosts/<name>.yaml}: what one machine has. */
public record HostSpec(
        @Key(value = "Components of the host itself, in their order.", example = "[nginx, postgresql]") List<Located<ComponentName>> components,
        @Key(value = "Sites that live here.", example = "[ysc, staging]") List<Located<TargetName>> sites,
        @Key(value = "Components of this config repo that may act as root for a site: write outside of its folders, run commands, or name their own units. Those that ship may anyway.", example = "[our-nginx-site]") List<Located<ComponentName>> admit,
        @Key(value = "Sites whose owners push without being root here, and what each of them is given; see docs/delegated-sites.md.", example = "{ guild: { owner: guild-team, domains: [guild.example.org], repos: [\"https://github.com/guild\"] } }") Map<TargetName, DelegatedSpec> delegated,
        @Key(value = "Variables for this host's templates.", fallback = "{}", example = "{ workers: 4 }") Vars vars,
        @Key(value = "Paths that exist on the host already and may be taken over by its components.", example = "[/etc/nginx/nginx.conf]") List<Template> adopt,
        @Key(value = "Secrets that templates may use besides those of the components.", example = "[smtp_password]") List<SecretName> secrets,
        @Key(value = "How many removals one pass over the host's own components may do without asking.", absent = "that of towline.yaml") Optional<Integer> removalCap) {}
