package dev.towline.health;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Runs blocking work on a thread of its own, so that names that do not resolve and bytes that trickle end in time too. */
final class Deadline {
    private Deadline() {}

    /** @throws ProbeFailure when the time is over; the work is interrupted, which closes its sockets */
    static <T> T within(Duration timeout, Callable<T> work) throws Exception {
        return within(timeout, Thread.ofVirtual(), work);
    }

    /** For native code, which would hold on to a carrier that every other virtual thread needs. */
    static <T> T withinOnItsOwnThread(Duration timeout, Callable<T> work) throws Exception {
        return within(timeout, Thread.ofPlatform().daemon(), work);
    }

    private static <T> T within(Duration timeout, Thread.Builder thread, Callable<T> work) throws Exception {
        FutureTask<T> task = new FutureTask<>(work);
        thread.name("health-check").start(task);
        try {
            return task.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new ProbeFailure("no answer within " + Said.duration(timeout));
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        } finally {
            task.cancel(true);
        }
    }
}
