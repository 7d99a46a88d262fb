package dev.towline.observe;

import dev.towline.host.Digest;
import dev.towline.host.FileStat;
import dev.towline.host.UnitState;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The host as it was seen by one look.
 *
 * @param paths every path that was asked for; a path that is not in it was not there
 * @param targets for a path of a link candidate: which of its candidates exist
 * @param units every unit that was asked for
 * @param packages of those asked for, the installed ones
 * @param users of those asked for, the existing ones with the groups that they lack
 * @param databases of those asked for, the existing ones with their owner
 * @param roles of those asked for, the existing ones
 * @param releases complete releases of the site, by id, oldest first
 * @param environments complete environments of the site, by digest
 * @param unfinished folders of releases and environments whose build was cut
 * @param linked the environment that each complete release links to, by the release's id
 * @param running what serves now
 */
public record ObservedState(Map<String, Entry> paths, Map<String, UnitState> units, Set<String> packages,
        Map<String, Set<String>> users, Map<String, String> databases, Set<String> roles,
        java.util.List<String> releases,
        java.util.List<String> environments, java.util.List<String> unfinished, Map<String, String> linked,
        Running running) {

    public ObservedState {
        paths = Map.copyOf(paths);
        units = Map.copyOf(units);
        packages = Set.copyOf(packages);
        users = Map.copyOf(users);
        databases = Map.copyOf(databases);
        roles = Set.copyOf(roles);
        releases = java.util.List.copyOf(releases);
        environments = java.util.List.copyOf(environments);
        unfinished = java.util.List.copyOf(unfinished);
        linked = Map.copyOf(linked);
    }

    /**
     * What stands at a path.
     *
     * @param digest of a regular file's bytes, or of what a link leads to; null where it cannot be read
     */
    public record Entry(FileStat stat, @Nullable Digest digest) {}

    /**
     * What serves now, read from the links.
     *
     * @param current path that the current link names, or null
     * @param previous path that the previous link names, or null
     * @param socket path that the current socket link names, or null
     */
    public record Running(@Nullable String current, @Nullable String previous, @Nullable String socket) {
        public static final Running NOTHING = new Running(null, null, null);
    }

    public Optional<Entry> at(String path) {
        return Optional.ofNullable(paths.get(path));
    }

    public UnitState unit(String name) {
        return units.getOrDefault(name, UnitState.ABSENT);
    }
}
