package dev.towline.sim;

import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Many lives, each from a seed. {@code -Dsim.seed=N} tells one again, {@code -Dsim.seeds=N} says how many there are,
 * {@code -Dsim.base=N} where they begin; CI takes the time for the base, so that it sees others each day.
 */
class RandomLivesTest {
    private static final Logger ROOT = Logger.getLogger("dev.towline");
    private static final int SEEDS = 10_000;

    @BeforeAll
    static void quiet() {
        ROOT.setLevel(Level.OFF);
    }

    @AfterAll
    static void loud() {
        ROOT.setLevel(null);
    }

    @Test
    void whatever_happens_the_site_serves_and_in_the_end_the_host_is_what_git_says() {
        Long one = Long.getLong("sim.seed");
        if (one != null) {
            Story.tell(one);
            return;
        }
        long base = Long.getLong("sim.base", 0);
        int seeds = Integer.getInteger("sim.seeds", SEEDS);
        long began = System.nanoTime();
        LongStream.range(base, base + seeds).parallel().forEach(Story::tell);
        double seconds = (System.nanoTime() - began) / 1e9;
        Logger.getLogger("sim").info(
                String.format("%d seeds from %d in %.1f s: %.0f a second", seeds, base, seconds, seeds / seconds));
    }
}
