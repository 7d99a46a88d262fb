package dev.towline.status;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** When the agent calls itself ready: it has had its first whole pass, and the config source answered not too long ago. */
public record Readiness(String configSource, Duration staleAfter) {
    /** Why it is not ready, or empty. */
    public Optional<String> objection(AgentStatus status, Instant now) {
        if (!status.ready()) {
            return Optional.of("the first pass has not ended yet");
        }
        Optional<SourceStatus> source = status.sources().stream().filter(s -> s.name().equals(configSource))
                .findFirst();
        if (source.isEmpty()) {
            return Optional.of("the config repo has not been asked yet");
        }
        Instant answered = source.get().lastSuccess();
        if (answered == null) {
            return Optional.of("the config repo has never answered: " + source.get().detail());
        }
        Duration age = Duration.between(answered, now);
        return age.compareTo(staleAfter) <= 0
                ? Optional.empty()
                : Optional.of("the config repo last answered " + age.toMinutes() + " minutes ago: "
                        + source.get().detail());
    }
}
