package dev.towline.history;

import dev.towline.desired.TargetName;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Every attempt, newest last in the store and first in answers. */
public interface Deployments {
    /** Adds it, or replaces the one of the same id. */
    void put(Deployment deployment);

    Optional<Deployment> find(DeploymentId id);

    /** The newest first; all targets where none is named. */
    List<Deployment> newest(@Nullable TargetName target, int limit);

    /**
     * Adds a line of build or migration output to a deployment that was put; what is over 1 MiB a deployment loses its middle.
     * Lines are gathered: they are durable once any deployment is put after them, so that a line costs no sync.
     */
    void append(DeploymentId id, String line);

    String output(DeploymentId id);
}
