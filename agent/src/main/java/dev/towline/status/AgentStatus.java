package dev.towline.status;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The agent as a whole. */
public record AgentStatus(String version, String host, Instant started, boolean ready, List<SourceStatus> sources,
        List<TargetStatus> targets, int queueDepth) {
    public AgentStatus {
        sources = List.copyOf(sources);
        targets = List.copyOf(targets);
    }

    public Optional<TargetStatus> target(String name) {
        return targets.stream().filter(t -> t.target().value().equals(name)).findFirst();
    }
}
