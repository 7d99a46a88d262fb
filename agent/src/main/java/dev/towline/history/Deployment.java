package dev.towline.history;

import dev.towline.desired.TargetName;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to bring a target to a pair.
 *
 * @param trigger why the pass woke, for people
 * @param config commit of the config repo, 40 hex digits
 * @param app commit of the app repo, or null for a target without an app
 * @param release id of the release, or null
 * @param author of the commit that moved, or empty
 * @param subject of the commit that moved, or empty
 * @param ended null while it runs
 * @param reason why it ended so, empty for success
 */
public record Deployment(DeploymentId id, TargetName target, String trigger, String config, @Nullable String app,
        @Nullable String release, String author, String subject, Instant started, @Nullable Instant ended,
        Outcome outcome,
        String reason, List<PhaseTime> phases) {
    public Deployment {
        phases = List.copyOf(phases);
    }
}
