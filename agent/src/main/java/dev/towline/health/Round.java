package dev.towline.health;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What one look at every check found.
 *
 * @param unitFailed whether a unit was down or had been restarted
 */
record Round(List<Verdict.Failure> failures, boolean unitFailed) {
    /** Gathers the answers. */
    static final class Builder {
        private final List<Verdict.Failure> failures = new ArrayList<>();
        private boolean unitFailed;

        void add(HealthCheck check, Optional<String> why) {
            why.ifPresent(text -> {
                failures.add(new Verdict.Failure(check.name(), text));
                unitFailed |= check instanceof HealthCheck.Unit;
            });
        }

        Round build() {
            return new Round(List.copyOf(failures), unitFailed);
        }
    }
}
