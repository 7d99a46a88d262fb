package dev.towline.health;

import java.util.List;

/** What a look at a site's health found. */
public sealed interface Verdict {
    /** Every check passed often enough. */
    record Healthy() implements Verdict {}

    /** These did not, with the last answer of each. */
    record Unhealthy(List<Failure> failures) implements Verdict {
        public Unhealthy {
            failures = List.copyOf(failures);
        }

        public String why() {
            return String.join("; ", failures.stream().map(f -> f.check() + ": " + f.why()).toList());
        }
    }

    /** Nobody waits for the verdict any more, for instance because a newer revision came. */
    record Cancelled() implements Verdict {}

    /** One check that failed and why, without secrets. */
    record Failure(String check, String why) {}
}
