package dev.towline.history.memory;

import dev.towline.desired.TargetName;
import dev.towline.history.Deployment;
import dev.towline.history.DeploymentId;
import dev.towline.history.Deployments;
import dev.towline.history.Retention;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/** Attempts in the order in which they were added, and their output. */
final class MemoryDeployments implements Deployments {
    private final SequencedMap<DeploymentId, Deployment> deployments = new LinkedHashMap<>();
    private final Map<DeploymentId, MemoryOutput> outputs = new HashMap<>();
    private final Retention retention;

    MemoryDeployments(Retention retention) {
        this.retention = retention;
    }

    @Override
    public synchronized void put(Deployment deployment) {
        if (deployments.put(deployment.id(), deployment) == null && deployments.size() > retention.outputs()) {
            trim(deployment.target());
        }
    }

    private void trim(TargetName target) {
        List<Deployment> all = newest(target, Integer.MAX_VALUE);
        all.stream().skip(retention.outputs()).map(Deployment::id).forEach(outputs::remove);
        all.stream().skip(retention.deployments()).map(Deployment::id).forEach(deployments::remove);
    }

    @Override
    public synchronized Optional<Deployment> find(DeploymentId id) {
        return Optional.ofNullable(deployments.get(id));
    }

    @Override
    public synchronized List<Deployment> newest(@Nullable TargetName target, int limit) {
        return deployments.sequencedValues().reversed().stream()
                .filter(deployment -> target == null || deployment.target().equals(target)).limit(Math.max(0, limit))
                .toList();
    }

    @Override
    public synchronized void append(DeploymentId id, String line) {
        if (!deployments.containsKey(id)) {
            throw new IllegalStateException("there is no deployment " + id + " that this output could belong to");
        }
        outputs.computeIfAbsent(id, i -> new MemoryOutput()).append(line);
    }

    @Override
    public synchronized String output(DeploymentId id) {
        MemoryOutput output = outputs.get(id);
        return output == null ? "" : output.text();
    }
}
