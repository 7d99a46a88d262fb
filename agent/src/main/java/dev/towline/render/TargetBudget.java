package dev.towline.render;

import static dev.towline.budget.Budget.TARGET_FILES;
import static dev.towline.budget.Budget.TARGET_TIME;

import dev.towline.desired.Place;
import java.util.List;
import java.util.function.Supplier;

/** What all the renderings of one target may cost together, so that many small ones are no way around the limit of one. */
final class TargetBudget {
    private static final ScopedValue<TargetBudget> CURRENT = ScopedValue.newInstance();

    private final long started = System.nanoTime();
    private long bytes;

    private TargetBudget() {}

    static <T> T around(Supplier<T> rendering) {
        return ScopedValue.where(CURRENT, new TargetBudget()).call(rendering::get);
    }

    /** Before each template. */
    static void begin(String file) throws RenderException {
        if (CURRENT.isBound() && System.nanoTime() - CURRENT.get().started > TARGET_TIME.duration().toNanos()) {
            throw refused(file, "all templates of a target together take longer than " + TARGET_TIME.text());
        }
    }

    /** After each file. */
    static void made(String file, int size) throws RenderException {
        if (CURRENT.isBound()) {
            CURRENT.get().bytes += size;
            if (CURRENT.get().bytes > TARGET_FILES.amount()) {
                throw refused(file, "all files of a target together have more than " + TARGET_FILES.text());
            }
        }
    }

    private static RenderException refused(String file, String message) {
        return new RenderException(List.of(Place.of(file).problem(message, "make less in its templates")));
    }
}
