package dev.towline.render;

import dev.towline.desired.TargetName;
import dev.towline.health.Endpoint;
import dev.towline.health.HealthPolicy;
import dev.towline.host.Account;
import dev.towline.host.Digest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Everything that a target wants, settled.
 *
 * @param settings digest of all of it but the release's own part; the same digest means the same configuration
 * @param files in the order of the components; units' files included
 * @param domains names that the target answers to
 * @param adopted paths that exist on the host and may be taken over
 * @param removalCap how many removals one pass may do without approval
 * @param front where the site is asked as its visitors ask it, for instance nginx on loopback; empty asks the web process itself
 * @param release what runs, for a site that names an app
 */
public record RenderedTarget(TargetName name, Digest settings, List<String> packages, List<Account> users,
        List<RenderedDirectory> directories, List<RenderedFile> files, List<RenderedLink> links,
        List<RenderedUnit> units,
        List<RenderedDatabase> databases, List<SetupCommand> setup, Map<String, Validator> validators,
        List<String> domains,
        Set<String> adopted, int removalCap, HealthPolicy health, Optional<Endpoint> front,
        Optional<RenderedRelease> release) {
    public RenderedTarget {
        packages = List.copyOf(packages);
        users = List.copyOf(users);
        directories = List.copyOf(directories);
        files = List.copyOf(files);
        links = List.copyOf(links);
        units = List.copyOf(units);
        databases = List.copyOf(databases);
        setup = List.copyOf(setup);
        validators = Map.copyOf(validators);
        domains = List.copyOf(domains);
        adopted = Set.copyOf(adopted);
    }

    /** The command that has to be asked before the environment has a name, and could not be run. */
    public Optional<String> unanswered() {
        return release.flatMap(RenderedRelease::environment).flatMap(RenderedRelease.Environment::unanswered);
    }

    /** Whether only its packages count for now: it has to be rendered again once they are in. */
    public boolean provisional() {
        return unanswered().isPresent();
    }

    /** What a target wants that Git no longer names: nothing. */
    public static RenderedTarget nothing(TargetName name, int removalCap) {
        return new RenderedTarget(name, Digest.of("nothing"), List.of(), List.of(), List.of(), List.of(), List.of(),
                List.of(),
                List.of(), List.of(), Map.of(), List.of(), Set.of(), removalCap,
                new HealthPolicy(List.of(), 1, Duration.ofSeconds(1), Duration.ofSeconds(10), Duration.ZERO),
                Optional.empty(),
                Optional.empty());
    }
}
