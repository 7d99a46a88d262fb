package dev.towline.reconcile;

import java.time.Duration;

/** Starts work on threads of its own; a test runs it in an order of its own. */
@FunctionalInterface
public interface Threads {
    /** Work that was started. */
    interface Started {
        boolean alive();

        void interrupt();

        /** Whether it has ended within the time. */
        boolean join(Duration atMost) throws InterruptedException;
    }

    Started start(String name, Runnable what);

    /** A virtual thread each. */
    static Threads virtual() {
        return (name, what) -> {
            Thread thread = Thread.ofVirtual().name(name).start(what);
            return new Started() {
                @Override
                public boolean alive() {
                    return thread.isAlive();
                }

                @Override
                public void interrupt() {
                    thread.interrupt();
                }

                @Override
                public boolean join(Duration atMost) throws InterruptedException {
                    return thread.join(atMost);
                }
            };
        };
    }
}
