package dev.towline.reconcile;

import dev.towline.apply.Undoing;
import dev.towline.desired.TargetName;
import dev.towline.history.Deployment;
import dev.towline.history.DeploymentId;
import dev.towline.history.History;
import dev.towline.history.Outcome;
import dev.towline.history.Pair;
import dev.towline.host.Host;
import dev.towline.reconcile.Wanted.Rendering;
import dev.towline.render.RenderedTarget;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What an earlier life of the agent left open: a deployment that had proved itself is closed, any other is taken back. */
final class Recovery {
    private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);
    private final Host host;
    private final History history;
    private final Undoing undoing;
    private final Wanted wanted;
    private final Remembering remembering;

    Recovery(Host host, History history, Undoing undoing, Wanted wanted) {
        this.host = host;
        this.history = history;
        this.undoing = undoing;
        this.wanted = wanted;
        this.remembering = new Remembering(host, history);
    }

    void recover(TargetName target) {
        Optional<DeploymentId> open = history.journal().openDeployment(target);
        if (open.isEmpty()) {
            return;
        }
        Run.act();
        Optional<Deployment> deployment = history.deployments().find(open.get());
        if (deployment.filter(d -> d.outcome() == Outcome.SUCCEEDED).isPresent()) {
            good(deployment.get());
            history.journal().close(target);
            return;
        }
        LOG.warn("deployment {} was cut: taking it back", open.get());
        undoing.undo(target);
        deployment.filter(d -> d.outcome() == Outcome.RUNNING).ifPresent(d -> history.deployments()
                .put(Ending.of(d, host.clock().instant(), Outcome.INTERRUPTED,
                        "the agent was stopped in the middle of it")));
    }

    /** Its last words were not written any more: it is the last good one. */
    private void good(Deployment deployment) {
        Heads heads = new Heads(deployment.config(), deployment.app());
        switch (wanted.render(deployment.target(), heads)) {
            case Rendering.Ready ready -> good(heads, ready.target());
            case Rendering.Gone gone -> good(heads, gone.nothing());
            case Rendering.Invalid i -> LOG.warn("{} does not render any more", deployment.id());
            case Rendering.NotYet n -> LOG.warn("{} does not render yet", deployment.id());
            case Rendering.Suspended s -> LOG.warn("{} is suspended", deployment.target());
        }
    }

    private void good(Heads heads, RenderedTarget target) {
        Pair pair = Candidates.pair(heads, target);
        remembering.wentOut(target.name(), pair);
        history.targets().lastGood(target.name(), pair);
    }
}
