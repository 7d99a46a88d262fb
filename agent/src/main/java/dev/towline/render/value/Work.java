package dev.towline.render.value;

import java.util.function.Supplier;

/**
 * The meter of the rendering that runs on this thread. Everything here that loops, copies or keeps says so, so that no operation of the
 * language can run or grow without end. Outside a rendering nothing is counted.
 */
public final class Work {
    private static final ScopedValue<Meter> METER = ScopedValue.newInstance();

    /** About what an item of a list, a key of a dict or a short text takes of the heap, bytes. */
    public static final int ITEM = 48;

    private Work() {}

    /** Counts, and throws a {@link PyError} when there is no more. */
    public interface Meter {
        /** A step is about a nanosecond to ten: a character looked at, an item compared. */
        void spend(long steps);

        /** Bytes that may stay until the rendering ends. */
        void keep(long bytes);
    }

    public static <T> T metered(Meter meter, Supplier<T> rendering) {
        return ScopedValue.where(METER, meter).call(rendering::get);
    }

    public static void spend(long steps) {
        if (METER.isBound()) {
            METER.get().spend(steps);
        }
    }

    public static void keep(long bytes) {
        if (METER.isBound()) {
            METER.get().keep(bytes);
        }
    }

    /** An item more in a list or dict that is being made. */
    public static void item() {
        if (METER.isBound()) {
            METER.get().spend(4);
            METER.get().keep(ITEM);
        }
    }

    /** For an operation that walks the value once, without what it holds. */
    public static void walk(Object value) {
        switch (value) {
            case String text -> spend(text.length());
            case Markup markup -> spend(markup.text().length());
            case java.util.List<?> list -> spend(list.size());
            case Dict dict -> spend(dict.size());
            default -> spend(1);
        }
    }
}
