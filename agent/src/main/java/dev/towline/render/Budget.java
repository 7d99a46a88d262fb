package dev.towline.render;

import static dev.towline.budget.Budget.TEMPLATE_DEPTH;
import static dev.towline.budget.Budget.TEMPLATE_MEMORY;
import static dev.towline.budget.Budget.TEMPLATE_TIME;
import static dev.towline.budget.Budget.TEMPLATE_WORK;

import dev.towline.render.value.PyError;
import dev.towline.render.value.Work;
import java.util.List;
import java.util.concurrent.CancellationException;

/** What one rendering may cost: work in steps, bytes made, nesting, and, as a last resort, time. An interrupt ends it. */
final class Budget implements Work.Meter {
    private static final int STEP = 8;
    /** After so many steps it is looked at the clock. */
    private static final int LOOK = 50_000;

    private final long started = System.nanoTime();
    private long left = TEMPLATE_WORK.amount();
    private long room = TEMPLATE_MEMORY.amount();
    private long unlooked;
    private int depth;

    void step() {
        spend(STEP);
    }

    @Override
    public void spend(long steps) {
        left -= steps;
        if (left < 0) {
            throw PyError.limit("the template takes more work than " + TEMPLATE_WORK.text() + " steps");
        }
        unlooked += steps + 1;
        if (unlooked > LOOK) {
            unlooked = 0;
            look();
        }
    }

    private void look() {
        if (System.nanoTime() - started > TEMPLATE_TIME.duration().toNanos()) {
            throw PyError.limit("the template takes longer than " + TEMPLATE_TIME.text());
        }
        if (Thread.currentThread().isInterrupted()) {
            // No problem of the template: nothing is remembered of it.
            throw new CancellationException("the rendering was stopped");
        }
    }

    @Override
    public void keep(long bytes) {
        room -= bytes;
        if (room < 0) {
            throw PyError.limit("the template makes more than " + TEMPLATE_MEMORY.text() + " of values");
        }
    }

    /** Charges for what was made. */
    Object made(Object value) {
        if (value instanceof String text) {
            spend(text.length());
            keep(text.length());
        } else if (value instanceof List<?> list) {
            spend(list.size());
            keep(8L * list.size());
        }
        return value;
    }

    void enter() {
        if (++depth > TEMPLATE_DEPTH.count()) {
            throw PyError.limit("expressions, blocks, calls and includes nested more than " + TEMPLATE_DEPTH.text()
                    + " deep");
        }
    }

    void leave() {
        depth--;
    }
}
