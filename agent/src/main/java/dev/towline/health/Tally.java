package dev.towline.health;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/** Counts rounds that passed in a row, and for each check the last failure that it has not made good. */
final class Tally {
    private final int wanted;
    private final SequencedMap<String, Verdict.Failure> last = new LinkedHashMap<>();
    private final Map<String, Integer> passes = new HashMap<>();
    private int rounds;

    Tally(int wanted) {
        this.wanted = wanted;
    }

    void count(List<HealthCheck> checks, List<Verdict.Failure> failures) {
        rounds = failures.isEmpty() ? rounds + 1 : 0;
        checks.forEach(check -> passes.merge(check.name(), 1, Integer::sum));
        for (Verdict.Failure failure : failures) {
            passes.put(failure.check(), 0);
            last.put(failure.check(), failure);
        }
        last.keySet().removeIf(check -> passes.getOrDefault(check, 0) >= wanted);
    }

    boolean enough() {
        return rounds >= wanted;
    }

    List<Verdict.Failure> failures(Duration deadline) {
        return last.isEmpty()
                ? List.of(new Verdict.Failure("health", "only " + rounds + " of " + wanted + " passes within "
                        + Said.duration(deadline) + "; give it a longer deadline or fewer passes"))
                : List.copyOf(last.values());
    }
}
