package dev.towline.trigger;

import dev.towline.budget.Budget;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One slot of one target: however much comes during a pass, exactly one more pass follows. The newest reason wins, but what a
 * person asks for is kept in order, at most {@link #MOST_REQUESTS} of it, and is never displaced by a poll.
 */
public final class Mailbox {
    /** More than a person can mean; a script that asks faster than the host can act is told so. */
    public static final int MOST_REQUESTS = Budget.WAITING_REQUESTS.count();

    private final ReentrantLock lock = new ReentrantLock();
    private final List<Trigger.Manual> requests = new ArrayList<>();
    private @Nullable Trigger reason;
    private boolean closed;
    private long taken;

    /** False where the mailbox is closed or holds as many requests as it may. */
    public boolean offer(Trigger trigger) {
        lock.lock();
        try {
            if (closed || !keep(trigger)) {
                return false;
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    private boolean keep(Trigger trigger) {
        if (trigger instanceof Trigger.Manual manual) {
            // The same thing asked twice in a row is one request: an impatient second click must not roll back two releases.
            boolean again = !requests.isEmpty() && requests.getLast().request().equals(manual.request());
            if (!again && requests.size() >= MOST_REQUESTS) {
                return false;
            }
            if (!again) {
                requests.add(manual);
            }
            reason = manual;
        } else if (reason == null || !(trigger instanceof Trigger.Interval)) {
            // The poll says nothing that the reason already there does not say better.
            reason = reason instanceof Trigger.Manual ? reason : trigger;
        }
        return true;
    }

    /** Takes all that has come; empty where nothing has, or once the mailbox is closed. */
    public Optional<Wake> take() {
        lock.lock();
        try {
            return closed || reason == null ? Optional.empty() : Optional.of(empty(reason));
        } finally {
            lock.unlock();
        }
    }

    /** Drops what waits, where no person asked for it; whether it did. */
    public boolean skip() {
        lock.lock();
        try {
            if (!requests.isEmpty()) {
                return false;
            }
            reason = null;
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Whether all that people ask for is a reconciliation, which is worth nothing before Git was asked. */
    public boolean onlyReconciles() {
        lock.lock();
        try {
            return requests.stream().allMatch(r -> r.request() instanceof Trigger.Request.Reconcile);
        } finally {
            lock.unlock();
        }
    }

    private Wake empty(Trigger why) {
        taken++;
        Wake wake = new Wake(taken, why, requests);
        requests.clear();
        reason = null;
        return wake;
    }

    /** Number of the {@link #take()} that has, or will have, brought all that was offered until now. */
    public long number() {
        lock.lock();
        try {
            return reason == null ? taken : taken + 1;
        } finally {
            lock.unlock();
        }
    }

    /** Whether something waits: a pass that only waits for health may end early for it. */
    public boolean pending() {
        return depth() > 0;
    }

    /** Whether a person asked for something that waits; they should not have to wait for health first. */
    public boolean requested() {
        lock.lock();
        try {
            return !requests.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /** Passes that wait: 0 or 1. */
    public int depth() {
        lock.lock();
        try {
            return reason == null ? 0 : 1;
        } finally {
            lock.unlock();
        }
    }

    /** Takes nothing more. */
    public void close() {
        lock.lock();
        try {
            closed = true;
            reason = null;
            requests.clear();
        } finally {
            lock.unlock();
        }
    }
}
