package dev.towline.host.sim;

import dev.towline.host.HostException;
import dev.towline.host.HostException.Kind;
import dev.towline.host.Packages;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/** Packages as names; a package may change the world when it comes. */
public final class SimPackages implements Packages {
    private final Stage stage;
    private final Set<String> installed = new TreeSet<>();
    private final Map<String, Runnable> contents = new HashMap<>();
    private Predicate<String> available = name -> true;

    SimPackages(Stage stage) {
        this.stage = stage;
    }

    /** What the package brings, for instance files and units. */
    public void contents(String name, Runnable brings) {
        contents.put(name, brings);
    }

    public void available(Predicate<String> names) {
        available = names;
    }

    @Override
    public Set<String> installed(Collection<String> names) {
        stage.look("packages", "installed", "");
        Set<String> found = new TreeSet<>(names);
        found.retainAll(installed);
        return found;
    }

    @Override
    public void install(Collection<String> names) {
        stage.effect("packages", "install", String.join(" ", names), () -> {
            for (String name : names) {
                if (!available.test(name)) {
                    throw new HostException(Kind.REJECTED, "there is no package " + name);
                }
            }
            for (String name : names) {
                if (installed.add(name)) {
                    contents.getOrDefault(name, () -> {}).run();
                }
            }
        });
    }
}
