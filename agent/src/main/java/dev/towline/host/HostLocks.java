package dev.towline.host;

import java.util.Collection;

/** Locks on what sites share on a host (the nginx tree, apt, the definitions of units). Taken sorted, so that nobody waits in a ring; not reentrant. */
public interface HostLocks {
    /** Waits until all are held. */
    Held acquire(Collection<String> names);

    /** Gives them back. */
    interface Held extends AutoCloseable {
        @Override
        void close();
    }
}
