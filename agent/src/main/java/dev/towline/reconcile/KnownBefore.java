package dev.towline.reconcile;

import dev.towline.desired.TargetName;
import dev.towline.event.Event;
import dev.towline.history.History;
import dev.towline.history.Owned;
import dev.towline.history.Pair;
import dev.towline.host.Host;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/** What the store and the disk know of each target already when the agent starts: a start makes no series unknown. */
public final class KnownBefore {
    private final Host host;
    private final History history;
    private final Restores restores;

    KnownBefore(Host host, History history, Restores restores) {
        this.host = host;
        this.history = history;
        this.restores = restores;
    }

    /** Tells it to one who listens from now on. */
    public void tell(Consumer<Event> listener) {
        history.targets().known().forEach(target -> tell(target, host.clock().instant(), listener));
    }

    private void tell(TargetName target, Instant now, Consumer<Event> listener) {
        Optional<Pair> good = history.targets().lastGood(target);
        int files = (int) history.inventory().of(target).stream().filter(o -> o.kind() == Owned.Kind.FILE).count();
        listener.accept(new Event.TargetSeen(now, target, good.map(Pair::config).orElse(null),
                good.map(Pair::app).orElse(null), good.map(Pair::release).orElse(null), files));
        int waiting = history.targets().waiting(target).size();
        if (waiting > 0) {
            listener.accept(new Event.MigrationsPending(now, target, "contract", waiting));
        }
        restores.points(target).stream().reduce((older, newer) -> newer).ifPresent(point -> listener
                .accept(new Event.RestorePointTaken(point.taken(), target, point.name(), point.bytes())));
    }
}
