package dev.towline.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.towline.config.AgentSettings;
import dev.towline.desired.TargetName;
import dev.towline.history.Deployment;
import dev.towline.history.DeploymentId;
import dev.towline.history.History;
import dev.towline.history.Owned;
import dev.towline.history.Pair;
import dev.towline.reconcile.Pins;
import dev.towline.reconcile.Reporting;
import dev.towline.status.AgentStatus;
import dev.towline.status.DeploymentView;
import dev.towline.status.PinStatus;
import dev.towline.status.SourceStatus;
import dev.towline.status.TargetStatus;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What the store alone can tell while no agent runs, in the same shapes as the agent's API. */
public final class Remembered {
    private final History history;

    public Remembered(History history) {
        this.history = history;
    }

    /** With what was last known of each source. */
    JsonNode status(AgentSettings settings, Pins pins) {
        return status(settings, history.sources().all().stream()
                .map(s -> new SourceStatus(s.name(), s.url(), "", s.revision(), s.standing().tag(), "", s.why(),
                        s.lastSuccess(), null, List.of()))
                .toList(), pins);
    }

    /** @param pins what people rolled back to */
    JsonNode status(AgentSettings settings, List<SourceStatus> sources, Pins pins) {
        Set<TargetName> all = new TreeSet<>(history.targets().known());
        all.addAll(history.inventory().owners());
        List<TargetStatus> targets = all.stream().map(t -> target(t, pins.of(t).orElse(null))).toList();
        return Out.JSON.valueToTree(
                new AgentStatus(Version.text(), settings.host(), Instant.EPOCH, false, sources, targets, 0));
    }

    private TargetStatus target(TargetName target, @Nullable PinStatus pinned) {
        Optional<Pair> good = history.targets().lastGood(target);
        List<String> quarantined = history.quarantine().of(target).stream()
                .map(q -> Objects.requireNonNullElse(q.pair().release(), q.pair().config()) + ": " + q.reason())
                .toList();
        int files = (int) history.inventory().of(target).stream().filter(o -> o.kind() == Owned.Kind.FILE).count();
        return new TargetStatus(target,
                Map.of("Suspended", history.decisions().suspended(target), "Pinned", pinned != null), "unknown",
                "the agent is not running",
                good.map(Pair::config).orElse(null), good.map(Pair::app).orElse(null),
                good.map(Pair::release).orElse(null), null,
                null, quarantined, history.targets().waiting(target), List.of(), null, null, null, files, pinned,
                Reporting.decided(history, target));
    }

    /** The newest deployments first. */
    public List<DeploymentView> deployments(@Nullable String site, int limit) {
        return history.deployments().newest(site == null ? null : new TargetName(site), limit).stream()
                .map(Remembered::view).toList();
    }

    public Optional<DeploymentView> deployment(String id) {
        return history.deployments().find(new DeploymentId(id)).map(Remembered::view);
    }

    public String output(String id) {
        return history.deployments().output(new DeploymentId(id));
    }

    private static DeploymentView view(Deployment d) {
        return new DeploymentView(d.id().value(), d.target().value(), d.trigger(), d.config(), d.app(), d.release(),
                d.author(),
                d.subject(), d.started(), d.ended(), d.outcome().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                d.reason(),
                d.phases().stream().map(p -> new DeploymentView.PhaseView(p.phase(), p.took())).toList());
    }
}
