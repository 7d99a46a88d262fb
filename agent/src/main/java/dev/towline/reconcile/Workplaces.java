package dev.towline.reconcile;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.ReentrantLock;

/** How many may work at once. Who waits is called in order; no thread is blocked for it. */
final class Workplaces {
    private final int limit;
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private int used;

    /** One that is held; leaving it twice is leaving it once. */
    interface Place {
        void leave();

        /** Taken again without waiting: who holds a host lock meanwhile must not wait for those who want it. */
        void back();
    }

    Workplaces(int limit) {
        this.limit = limit;
    }

    /** For what may always work. */
    static Place unlimited() {
        return new Place() {
            @Override
            public void leave() {}

            @Override
            public void back() {}
        };
    }

    /** Runs {@code start} with a place held: now, or as soon as one is free. It must be quick. */
    void ask(Runnable start) {
        lock.lock();
        try {
            if (used >= limit) {
                waiting.add(start);
                return;
            }
            used++;
        } finally {
            lock.unlock();
        }
        start.run();
    }

    /** The place that {@link #ask} has taken. */
    Place held() {
        return new Held();
    }

    boolean isFull() {
        lock.lock();
        try {
            return used >= limit;
        } finally {
            lock.unlock();
        }
    }

    private final class Held implements Place {
        private boolean here = true;

        @Override
        public void leave() {
            Runnable next = null;
            lock.lock();
            try {
                if (!here) {
                    return;
                }
                here = false;
                used--;
                if (used < limit) {
                    next = waiting.poll();
                    used += next == null ? 0 : 1;
                }
            } finally {
                lock.unlock();
            }
            if (next != null) {
                next.run();
            }
        }

        @Override
        public void back() {
            lock.lock();
            try {
                if (!here) {
                    here = true;
                    used++;
                }
            } finally {
                lock.unlock();
            }
        }
    }
}
