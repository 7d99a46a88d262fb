package dev.towline.host;

import java.time.Duration;

/** Waiting; a simulated host moves its clock instead. */
@FunctionalInterface
public interface Pause {
    /** Returns after the time, or throws when the thread is interrupted, because its work was cancelled. */
    void sleep(Duration duration) throws InterruptedException;
}
