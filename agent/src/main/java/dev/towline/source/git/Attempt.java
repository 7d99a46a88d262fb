package dev.towline.source.git;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Runs one piece of work at a time under a deadline, on a virtual thread of its own: an interrupt there ends a blocked
 * socket read, which no socket timeout does against a remote that sends one byte a second.
 */
final class Attempt {
    /** How long one that was cut off may take to let go. */
    private static final Duration GRACE = Duration.ofSeconds(10);

    private final String name;
    private final Semaphore free = new Semaphore(1);

    Attempt(String name) {
        this.name = name;
    }

    /**
     * @param remedy what may be done when it takes longer
     * @throws TimeoutException     if it took longer, or an earlier one that did has still not ended
     * @throws ExecutionException   with what the work threw
     * @throws InterruptedException if the caller was interrupted; the work is then stopped too
     */
    <T> T within(Duration limit, String remedy, Callable<T> work)
            throws InterruptedException, ExecutionException, TimeoutException {
        if (!free.tryAcquire(Math.min(limit.toMillis(), GRACE.toMillis()), TimeUnit.MILLISECONDS)) {
            throw new TimeoutException("an earlier attempt was cut off and has still not ended");
        }
        FutureTask<T> task = new FutureTask<>(work);
        Thread thread = Thread.ofVirtual().name("fetch " + name).unstarted(() -> {
            try {
                task.run();
            } finally {
                free.release();
            }
        });
        thread.start();
        try {
            return task.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new TimeoutException("it took longer than " + limit.toSeconds() + " s; " + remedy);
        } finally {
            task.cancel(true);
        }
    }
}
