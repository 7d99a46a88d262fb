package dev.towline.host.sim;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a started program behaves.
 *
 * @param starts false: the start itself fails
 * @param boots how long it takes until it listens
 * @param crashesAfter how long it lives each time, or null
 * @param sickAfter when its answers become wrong, or null
 */
public record SimProgram(boolean starts, Duration boots, @Nullable Duration crashesAfter,
        @Nullable Duration sickAfter) {
    public static SimProgram healthy() {
        return new SimProgram(true, Duration.ZERO, null, null);
    }

    public static SimProgram failsToStart() {
        return new SimProgram(false, Duration.ZERO, null, null);
    }

    public static SimProgram slow(Duration boots) {
        return new SimProgram(true, boots, null, null);
    }

    public static SimProgram crashLoops(Duration lives) {
        return new SimProgram(true, Duration.ZERO, lives, null);
    }

    public static SimProgram sick() {
        return new SimProgram(true, Duration.ZERO, null, Duration.ZERO);
    }

    public static SimProgram sickAfter(Duration time) {
        return new SimProgram(true, Duration.ZERO, null, time);
    }
}
