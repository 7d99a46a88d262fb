package dev.towline.status;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One deployment as outsiders see it.
 *
 * @param ended null while it runs
 * @param outcome in small letters with dashes, "running" while it runs
 * @param reason why it ended so, empty for success
 */
public record DeploymentView(String id, String site, String trigger, String config, @Nullable String app,
        @Nullable String release, String author, String subject, Instant started, @Nullable Instant ended,
        String outcome, String reason, List<PhaseView> phases) {
    public DeploymentView {
        phases = List.copyOf(phases);
    }

    /** How long a phase took. */
    public record PhaseView(String phase, Duration took) {}
}
