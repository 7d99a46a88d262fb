package dev.towline.reconcile;

import dev.towline.apply.HealthEffects;
import dev.towline.apply.Refused;
import dev.towline.apply.StepFailed.Fault;
import dev.towline.apply.Work;
import dev.towline.desired.TargetName;
import dev.towline.event.Event;
import dev.towline.event.Events;
import dev.towline.health.Endpoint;
import dev.towline.health.HealthCheck;
import dev.towline.health.HealthWatch;
import dev.towline.health.Prober;
import dev.towline.health.Verdict;
import dev.towline.history.DeploymentId;
import dev.towline.host.Host;
import dev.towline.host.HostException;
import dev.towline.plan.Action;
import dev.towline.render.RenderedTarget;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Waits for health as a plan's step, and looks at it as a pass that has nothing else to do. */
public final class HealthGate implements HealthEffects, Standing {
    private static final Logger LOG = LoggerFactory.getLogger(HealthGate.class);
    private static final Duration DRAIN_LOOK = Duration.ofMillis(250);
    private final Host host;
    private final Events events;
    private final Supplier<Prober> probers;
    private final Map<TargetName, Steady> steady = new ConcurrentHashMap<>();
    private final Map<TargetName, Before> unharmed = new ConcurrentHashMap<>();

    /** What passed before the database changed. */
    private record Before(DeploymentId deployment, List<HealthCheck> good) {}

    /** A prober that remembers how often the release's units were restarted. */
    private record Steady(String release, Prober prober) {}

    /** @param probers a fresh one for each wait, because it remembers how often a unit was restarted */
    public HealthGate(Host host, Events events, Supplier<Prober> probers) {
        this.host = host;
        this.events = events;
        this.probers = probers;
    }

    @Override
    public void await(Action.AwaitHealthy action, Work work) {
        HealthWatch watch = watch(work.target());
        try {
            judge(Run.waiting(() -> verdict(watch, action, work)));
        } catch (InterruptedException e) {
            throw stopped(e);
        }
    }

    private static Verdict verdict(HealthWatch watch, Action.AwaitHealthy action, Work work)
            throws InterruptedException {
        Verdict verdict = watch.await(action.checks(), action.web(), action.passes(), action.interval(),
                action.deadline(),
                work.superseded());
        if (verdict instanceof Verdict.Healthy && action.soak().isPositive()) {
            verdict = watch.soak(action.checks(), action.web(), action.interval(), action.soak(),
                    HealthWatch.TOLERANCE,
                    work.superseded());
        }
        return verdict;
    }

    @Override
    public void askBefore(Action.AskBefore action, Work work) {
        Prober prober = probers.get();
        List<HealthCheck> good = action.checks().stream().filter(check -> passes(prober, check, action.web())).toList();
        LOG.info("{}: the running release passes {} of {} checks before its database changes", work.target(),
                good.size(), action.checks().size());
        unharmed.put(work.target(), new Before(work.deployment(), good));
    }

    /** Twice, because one that fails by chance would not be asked afterwards. */
    private boolean passes(Prober prober, HealthCheck check, @Nullable Endpoint web) {
        Optional<String> first = prober.probe(check, web);
        return first.isEmpty() || prober.probe(check, web).isEmpty();
    }

    @Override
    public void awaitUnharmed(Action.AwaitUnharmed action, Work work) {
        List<HealthCheck> checks = Optional.ofNullable(unharmed.get(work.target()))
                .filter(before -> before.deployment().equals(work.deployment()))
                .map(before -> action.checks().stream().filter(before.good()::contains).toList())
                .orElse(action.checks());
        HealthWatch watch = watch(work.target());
        try {
            judge(Run.waiting(() -> watch.await(checks, action.web(), 1, action.interval(), action.deadline(),
                    work.superseded())));
        } catch (InterruptedException e) {
            throw stopped(e);
        }
    }

    private static void judge(Verdict verdict) {
        switch (verdict) {
            case Verdict.Healthy v -> {
            }
            case Verdict.Unhealthy v -> throw new Refused(Fault.REVISION, "not healthy: " + v.why());
            case Verdict.Cancelled v ->
                throw new Refused(Fault.SUPERSEDED, "something newer came while it was waited for");
        }
    }

    private static HostException stopped(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new HostException(HostException.Kind.KILLED, "the agent is stopping", e);
    }

    /** What still holds a connection after the cap is closed by the stop that follows. */
    @Override
    public void drain(Action.Drain action, Work work) {
        Instant end = host.clock().instant().plus(action.cap());
        try {
            Run.waiting(() -> {
                while (host.sockets().connections(action.socket()) > 0 && host.clock().instant().isBefore(end)) {
                    host.pause().sleep(DRAIN_LOOK);
                }
                return true;
            });
        } catch (InterruptedException e) {
            throw stopped(e);
        }
    }

    @Override
    public Verdict look(RenderedTarget target) {
        return look(target, target.health().interval().multipliedBy(3));
    }

    /** As {@link #look(RenderedTarget)}, with as much time as a release has that was just started: an undo may have restarted it. */
    Verdict lookWithPatience(RenderedTarget target) {
        return look(target, target.health().deadline());
    }

    private Verdict look(RenderedTarget target, Duration deadline) {
        List<HealthCheck> checks = target.health().checks();
        events.publish(new Event.ChecksKnown(host.clock().instant(), target.name(),
                checks.stream().map(HealthCheck::name).toList()));
        try {
            return Run.waiting(() -> standing(target).await(checks, front(target), 1, target.health().interval(),
                    deadline, () -> false));
        } catch (InterruptedException e) {
            throw stopped(e);
        }
    }

    private static @Nullable Endpoint front(RenderedTarget target) {
        Optional<Endpoint> web = target.release().flatMap(r -> r.web()).map(w -> new Endpoint.Unix(w.currentSocket()));
        return target.front().or(() -> web).orElse(null);
    }

    /** The target is gone. */
    void forget(TargetName target) {
        steady.remove(target);
    }

    /** One prober as long as the release is the same, so that a restart between two looks is seen. */
    private HealthWatch standing(RenderedTarget target) {
        String release = target.release().map(r -> r.id()).orElse("");
        @Nullable
        Steady known = steady.get(target.name());
        if (known == null || !known.release().equals(release)) {
            known = new Steady(release, probers.get());
            steady.put(target.name(), known);
        }
        return watch(target.name(), known.prober());
    }

    private HealthWatch watch(TargetName target) {
        steady.remove(target);
        return watch(target, probers.get());
    }

    private HealthWatch watch(TargetName target, Prober prober) {
        return new HealthWatch(prober, host.clock(), host.pause(),
                (check, up, detail) -> events
                        .publish(new Event.HealthSeen(host.clock().instant(), target, check, up, detail)));
    }
}
