package dev.towline.demo;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Waits for something to be seen, until it is too late or the demo is told to end. */
final class Patience {
    private static final long LOOK_MILLIS = 40;

    private final CountDownLatch end = new CountDownLatch(1);

    /** @throws StoryBroken when it has not been seen in time */
    <T> T until(String what, Duration atMost, Supplier<Optional<T>> look) {
        long last = System.nanoTime() + atMost.toNanos();
        while (true) {
            Optional<T> seen = look.get();
            if (seen.isPresent()) {
                return seen.get();
            }
            if (System.nanoTime() > last) {
                throw new StoryBroken(what + " did not happen within " + atMost.toSeconds() + " s");
            }
            rest(LOOK_MILLIS);
        }
    }

    void rest(long millis) {
        try {
            if (end.await(millis, TimeUnit.MILLISECONDS)) {
                throw new Interrupted();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Interrupted();
        }
    }

    void forEver() {
        try {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    boolean ended() {
        return end.getCount() == 0;
    }

    void end() {
        end.countDown();
    }
}
