package dev.towline.status;

import dev.towline.desired.TargetName;
import dev.towline.event.Event;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** The newest picture, kept up to date by those who know and by the events; readers never wait. */
public final class LiveBoard implements StatusBoard {
    private final AtomicReference<AgentStatus> picture;
    private final UnaryOperator<String> mask;

    /** Where no secret is known. */
    public LiveBoard(AgentStatus first) {
        this(first, UnaryOperator.identity());
    }

    /** @param mask takes secrets out of a text, before anybody reads it; what events say is masked already */
    public LiveBoard(AgentStatus first, UnaryOperator<String> mask) {
        this.picture = new AtomicReference<>(first);
        this.mask = mask;
    }

    @Override
    public AgentStatus get() {
        return picture.get();
    }

    /** The first whole pass has ended. */
    public void ready() {
        picture.updateAndGet(p -> new AgentStatus(p.version(), p.host(), p.started(), true, p.sources(), p.targets(),
                p.queueDepth()));
    }

    /** Adds the source or replaces the one of its name. */
    public void put(SourceStatus told) {
        SourceStatus source = told.masked(mask);
        sources(all -> with(all, source, s -> s.name().equals(source.name()),
                Comparator.comparing(SourceStatus::name)));
    }

    /** What is to be known of a source, instead of what was known before. */
    public void notes(String source, List<SourceStatus.Note> notes) {
        sources(all -> map(all, s -> s.name().equals(source), s -> s.withNotes(notes).masked(mask)));
    }

    /** Adds the target or replaces the one of its name. */
    public void put(TargetStatus told) {
        TargetStatus target = told.masked(mask);
        targets(all -> with(all, target, t -> t.target().equals(target.target()),
                Comparator.comparing(TargetStatus::target)));
    }

    /** Takes in what an event says by itself; the rest of a target's status is put by whoever ran the pass. */
    public void on(Event event) {
        switch (event) {
            case Event.SourceFetched e ->
                sources(all -> map(all, s -> s.name().equals(e.source()), s -> fetched(s, e)));
            case Event.SourceStands e ->
                sources(all -> map(all, s -> s.name().equals(e.source()), s -> stands(s, e)));
            case Event.SourceGone e -> sources(all -> all.stream().filter(s -> !s.name().equals(e.source())).toList());
            case Event.DeploymentStarted e -> target(e.target(), t -> phase(t, e.deployment(), "starting"));
            case Event.PhaseEnded e -> target(e.target(), t -> phase(t, e.deployment(), "after " + e.phase()));
            case Event.Progress e -> target(e.target(), t -> phase(t, e.deployment(), e.message()));
            case Event.DeploymentEnded e -> target(e.target(), t -> t.withDeployment(null, null));
            case Event.ConditionsChanged e -> target(e.target(), t -> t.withConditions(e.conditions()));
            case Event.TargetGone e ->
                targets(all -> all.stream().filter(t -> !t.target().equals(e.target())).toList());
            case Event.QueueDepth e -> picture.updateAndGet(p -> new AgentStatus(p.version(), p.host(), p.started(),
                    p.ready(), p.sources(), p.targets(), e.depth()));
            case Event.ReconcileQueued e -> target(e.target(), t -> t.withDeployment(null, "waits for its turn"));
            case Event.ReconcileStarted e -> target(e.target(), t -> t.withDeployment(null, null));
            case Event.Heartbeat e -> {
            }
            case Event.LoopRestarted e -> {
            }
            case Event.ReconcileEnded e -> {
            }
            case Event.RolledBack e -> {
            }
            case Event.HealthSeen e -> {
            }
            case Event.ChecksKnown e -> {
            }
            case Event.DriftSeen e -> {
            }
            case Event.TargetSeen e -> {
            }
            case Event.RestorePointTaken e -> {
            }
            case Event.BackupTaken e -> {
            }
            case Event.MigrationRan e -> {
            }
            case Event.MigrationsPending e -> {
            }
            case Event.HookReceived e -> {
            }
        }
    }

    private static SourceStatus fetched(SourceStatus s, Event.SourceFetched e) {
        boolean well = e.result().equals("moved") || e.result().equals("unchanged");
        return new SourceStatus(s.name(), s.url(), s.track(), e.revision() == null ? s.revision() : e.revision(),
                s.standing(), e.result(), e.detail(), well ? e.at() : s.lastSuccess(), e.at(), s.notes());
    }

    private static SourceStatus stands(SourceStatus s, Event.SourceStands e) {
        return new SourceStatus(s.name(), s.url(), s.track(), e.revision() == null ? s.revision() : e.revision(),
                e.standing().tag(), s.result(), e.why(), e.lastSuccess() == null ? s.lastSuccess() : e.lastSuccess(),
                s.lastTry(), s.notes());
    }

    private static TargetStatus phase(TargetStatus target, String deployment, String phase) {
        return target.withDeployment(deployment, phase);
    }

    private void target(TargetName name, UnaryOperator<TargetStatus> change) {
        targets(all -> map(all, t -> t.target().equals(name), change));
    }

    private void sources(UnaryOperator<List<SourceStatus>> change) {
        picture.updateAndGet(p -> new AgentStatus(p.version(), p.host(), p.started(), p.ready(),
                change.apply(p.sources()), p.targets(), p.queueDepth()));
    }

    private void targets(UnaryOperator<List<TargetStatus>> change) {
        picture.updateAndGet(p -> new AgentStatus(p.version(), p.host(), p.started(), p.ready(), p.sources(),
                change.apply(p.targets()), p.queueDepth()));
    }

    private static <T> List<T> map(List<T> all, Predicate<T> which, Function<T, T> change) {
        return all.stream().map(one -> which.test(one) ? change.apply(one) : one).toList();
    }

    private static <T> List<T> with(List<T> all, T one, Predicate<T> same, Comparator<T> order) {
        List<T> next = new ArrayList<>(all.stream().filter(same.negate()).toList());
        next.add(one);
        next.sort(order);
        return next;
    }
}
