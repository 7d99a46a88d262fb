package dev.towline.render.value;

import java.util.AbstractList;
import java.util.RandomAccess;

/** Python's range, not longer than Jinja's sandbox allows. */
public final class Range extends AbstractList<Object> implements RandomAccess {
    /** jinja2.sandbox.MAX_RANGE. */
    private static final int MAX = 100_000;

    private final long start;
    private final long stop;
    private final long step;
    private final int size;

    public Range(long start, long stop, long step) {
        if (step == 0) {
            throw new PyError("range() arg 3 must not be zero");
        }
        this.start = start;
        this.stop = stop;
        this.step = step;
        this.size = count(start, stop, step);
    }

    private static int count(long start, long stop, long step) {
        try {
            long span = step > 0 ? Math.subtractExact(stop, start) : Math.subtractExact(start, stop);
            long stride = Math.absExact(step);
            long count = span <= 0 ? 0 : (span - 1) / stride + 1;
            if (count <= MAX) {
                return (int) count;
            }
        } catch (ArithmeticException e) {
            throw PyError.limit("range too big: more than " + MAX + " items");
        }
        throw PyError.limit("range too big: more than " + MAX + " items");
    }

    @Override
    public Object get(int index) {
        if (index < 0 || index >= size) {
            throw new IndexOutOfBoundsException(index);
        }
        return start + index * step;
    }

    @Override
    public int size() {
        return size;
    }

    String repr() {
        return step == 1
                ? "range(" + start + ", " + stop + ")"
                : "range(" + start + ", " + stop + ", " + step + ")";
    }
}
