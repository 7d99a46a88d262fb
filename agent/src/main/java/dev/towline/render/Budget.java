package dev.towline.render;

import dev.towline.render.value.PyError;
import java.util.List;

/** What one rendering may cost: work in steps and characters, nesting, and, as a last resort, time. */
final class Budget {
    /** About what a second of ordinary work takes; a large real template needs a few ten thousand. */
    private static final long WORK = 60_000_000;
    private static final long NANOS = 10_000_000_000L;
    private static final int STEP = 8;
    private static final int DEPTH = 300;

    private final long started = System.nanoTime();
    private long left = WORK;
    private int depth;
    private int looks;

    void step() {
        spend(STEP);
    }

    void spend(long units) {
        left -= units;
        if (left < 0 || (++looks & 0xfff) == 0 && System.nanoTime() - started > NANOS) {
            throw PyError.limit("the template takes too much work");
        }
    }

    /** Charges for what was made. */
    Object made(Object value) {
        if (value instanceof String text) {
            spend(text.length());
        } else if (value instanceof List<?> list) {
            spend(list.size());
        }
        return value;
    }

    void enter() {
        if (++depth > DEPTH) {
            throw PyError.limit("blocks, calls and includes nested more than " + DEPTH + " deep");
        }
    }

    void leave() {
        depth--;
    }
}
