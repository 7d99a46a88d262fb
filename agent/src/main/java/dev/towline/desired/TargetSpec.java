package dev.towline.desired;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * All that is written about one target, put together and checked; nothing is rendered yet.
 *
 * @param file the file that it is written in, for messages
 * @param site empty for the host's own components
 * @param vars without the components' defaults: towline.yaml, then the host, then the site
 * @param validators by name, the component that says what each is
 * @param admitted components that the host lets act as root for a site
 * @param delegated what the host gives to a site whose owner is not root
 * @param credentials for the app's repository
 */
public record TargetSpec(TargetName name, String file, Optional<SiteSpec> site, List<Component> components, Vars vars,
        List<Template> adopt, List<SecretName> secrets, int removalCap, Map<String, Component> validators,
        Optional<CredentialSpec> credentials, Set<ComponentName> admitted, Optional<DelegatedSpec> delegated) {
    public TargetSpec {
        components = List.copyOf(components);
        adopt = List.copyOf(adopt);
        secrets = List.copyOf(secrets);
        validators = Map.copyOf(validators);
        admitted = Set.copyOf(admitted);
    }

    public Optional<AppSpec> app() {
        return site.flatMap(SiteSpec::app);
    }

    /** The user that owns and runs a site. */
    public String user() {
        return site.flatMap(SiteSpec::user).map(u -> u.value().value()).orElse(name.value());
    }
}
