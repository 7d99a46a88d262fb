package dev.towline.host;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Locks on what sites share on a host (the nginx tree, apt, the definitions of units). Taken sorted, so that nobody waits in a ring; not reentrant. */
public interface HostLocks {
    /** Waits until all are held. */
    Held acquire(Collection<String> names);

    /** Holds it without waiting, or is empty where another process holds it. */
    default Optional<Held> tryAcquire(String name) {
        return Optional.of(acquire(List.of(name)));
    }

    /** The process that got it by {@link #tryAcquire}, where it is known. */
    default OptionalLong holder(String name) {
        return OptionalLong.empty();
    }

    /** Gives them back. */
    interface Held extends AutoCloseable {
        @Override
        void close();
    }
}
