package dev.towline.reconcile;

import dev.towline.apply.Undoing;
import dev.towline.desired.TargetName;
import dev.towline.history.Deployment;
import dev.towline.history.DeploymentId;
import dev.towline.history.History;
import dev.towline.history.Outcome;
import dev.towline.host.Host;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What an earlier life of the agent left open: a deployment that had proved itself is closed, any other is taken back. */
final class Recovery {
    private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);
    private final Host host;
    private final History history;
    private final Undoing undoing;

    Recovery(Host host, History history, Undoing undoing) {
        this.host = host;
        this.history = history;
        this.undoing = undoing;
    }

    void recover(TargetName target) {
        Optional<DeploymentId> open = history.journal().openDeployment(target);
        if (open.isEmpty()) {
            return;
        }
        Optional<Deployment> deployment = history.deployments().find(open.get());
        if (deployment.filter(d -> d.outcome() == Outcome.SUCCEEDED).isPresent()) {
            history.journal().close(target);
            return;
        }
        LOG.warn("deployment {} was cut: taking it back", open.get());
        undoing.undo(target);
        deployment.filter(d -> d.outcome() == Outcome.RUNNING).ifPresent(d -> history.deployments()
                .put(Ending.of(d, host.clock().instant(), Outcome.INTERRUPTED,
                        "the agent was stopped in the middle of it")));
    }
}
