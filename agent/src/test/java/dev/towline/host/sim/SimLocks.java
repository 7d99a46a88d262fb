package dev.towline.host.sim;

import dev.towline.host.HostLocks;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;

/** Locks of one thread: to want one that is held is a deadlock, and fails the test at once. */
public final class SimLocks implements HostLocks {
    private final Set<String> held = new HashSet<>();

    @Override
    public Held acquire(Collection<String> names) {
        Set<String> wanted = new TreeSet<>(names);
        for (String name : wanted) {
            if (held.contains(name)) {
                throw new AssertionError("deadlock: the lock '" + name + "' is taken twice");
            }
        }
        held.addAll(wanted);
        return () -> held.removeAll(wanted);
    }

    /** The process that held them died. */
    void processDied() {
        held.clear();
    }

    public Set<String> held() {
        return Set.copyOf(held);
    }
}
