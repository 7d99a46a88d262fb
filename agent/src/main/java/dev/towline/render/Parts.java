package dev.towline.render;

import dev.towline.desired.DomainName;
import dev.towline.desired.Located;
import dev.towline.desired.Place;
import dev.towline.desired.TargetSpec;
import dev.towline.health.Endpoint;
import dev.towline.health.HealthPolicy;
import dev.towline.host.Account;
import dev.towline.host.Digest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What the components of one target add up to: the same thing twice is once, two different things of one name are a problem. */
final class Parts {
    private final Problems problems;
    private final Set<String> packages = new LinkedHashSet<>();
    private final Map<String, Account> users = new LinkedHashMap<>();
    private final Map<String, RenderedDirectory> directories = new LinkedHashMap<>();
    private final Map<String, RenderedUnit> units = new LinkedHashMap<>();
    private final Map<String, RenderedDatabase> databases = new LinkedHashMap<>();
    private final List<RenderedFile> files = new ArrayList<>();
    private final List<RenderedLink> links = new ArrayList<>();
    private final List<SetupCommand> setup = new ArrayList<>();
    private final Map<String, String> paths = new HashMap<>();

    Parts(Problems problems) {
        this.problems = problems;
    }

    List<String> accounts() {
        return List.copyOf(users.keySet());
    }

    List<RenderedFile> files() {
        return files;
    }

    void pack(String name) {
        packages.add(name);
    }

    void user(Account account, Place at) {
        once(users, account.name(), account, "user", at);
    }

    void directory(RenderedDirectory directory, Place at) {
        once(directories, directory.path(), directory, "folder", at);
    }

    void unit(RenderedUnit unit, Place at) {
        once(units, unit.name(), unit, "unit", at);
    }

    void database(RenderedDatabase database, Place at) {
        once(databases, database.name(), database, "database", at);
    }

    void file(RenderedFile file) {
        file(file, Place.of(file.origin()));
    }

    void file(RenderedFile file, Place at) {
        path(file.path(), at);
        files.add(file);
    }

    void link(RenderedLink link, Place at) {
        path(link.path(), at);
        links.add(link);
    }

    void setup(SetupCommand command) {
        setup.add(command);
    }

    RenderedTarget target(TargetSpec target, Map<String, Validator> validators, Set<String> adopted,
            HealthPolicy health, Optional<Endpoint> front,
            Digest settings, Optional<RenderedRelease> release) {
        List<String> domains = target.site().stream()
                .flatMap(s -> Stream.concat(Stream.of(s.domain()), s.aliases().stream()))
                .map(Located<DomainName>::value).map(DomainName::value).toList();
        return new RenderedTarget(target.name(), settings, List.copyOf(packages), List.copyOf(users.values()),
                List.copyOf(directories.values()), files, links, List.copyOf(units.values()),
                List.copyOf(databases.values()), setup,
                validators, domains, adopted, target.removalCap(), health, front, release);
    }

    private void path(String path, Place at) {
        String first = paths.putIfAbsent(path, at.file());
        if (first != null) {
            problems.add(at.problem(path + " is made twice",
                    first.equals(at.file()) ? "remove one" : "the other is in " + first));
        }
    }

    private <T> void once(Map<String, T> all, String name, T value, String what, Place at) {
        T first = all.putIfAbsent(name, value);
        if (first != null && !Objects.equals(first, value)) {
            problems.add(at.problem("the " + what + " " + name + " is wanted in two ways",
                    "make both the same, or remove one"));
        }
    }
}
