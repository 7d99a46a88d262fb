package dev.towline.plan;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a pass would do. */
public sealed interface Plan {
    /** The host is what Git says. */
    record UpToDate() implements Plan {}

    /** These steps, in this order. */
    record Changes(List<Step> steps) implements Plan {
        public Changes {
            steps = List.copyOf(steps);
        }
    }

    /** Nothing is done before a person decides. */
    record Blocked(List<Blocker> blockers, List<Step> steps) implements Plan {
        public Blocked {
            blockers = List.copyOf(blockers);
            steps = List.copyOf(steps);
        }

        public String why() {
            return String.join("; ", blockers.stream().map(b -> b.why() + " (" + b.remedy() + ")").toList());
        }
    }

    /**
     * One reason to wait for a person, and what they can do.
     *
     * @param removals digest of the removals that a person may approve, or null where no approval helps
     */
    record Blocker(String subject, String why, String remedy, @Nullable String removals) {}
}
