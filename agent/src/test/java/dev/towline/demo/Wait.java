package dev.towline.demo;

import java.io.IOException;
import java.util.concurrent.locks.LockSupport;

/** Waits for what other processes bring about. */
final class Wait {
    private static final long DEADLINE_NANOS = 20_000_000_000L;

    private Wait() {}

    /** Something that may be refused while it is not there yet. */
    interface Condition {
        boolean holds() throws IOException;
    }

    static void until(Condition condition) {
        long end = System.nanoTime() + DEADLINE_NANOS;
        while (!holds(condition)) {
            if (System.nanoTime() > end) {
                throw new AssertionError("it did not come about within 20 s");
            }
            LockSupport.parkNanos(20_000_000);
        }
    }

    private static boolean holds(Condition condition) {
        try {
            return condition.holds();
        } catch (IOException e) {
            return false;
        }
    }
}
