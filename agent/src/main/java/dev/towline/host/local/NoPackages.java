package dev.towline.host.local;

import dev.towline.host.Packages;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;

/** Without root nothing is installed: what a site needs is taken to be there, and its start says when it is not. */
final class NoPackages implements Packages {
    @Override
    public Set<String> installed(Collection<String> names) {
        return new TreeSet<>(names);
    }

    @Override
    public void install(Collection<String> names) {
        // All are "installed", so none is ever asked for.
    }
}
