package dev.towline.reconcile;

import dev.towline.desired.TargetName;
import dev.towline.history.Decision;
import dev.towline.history.History;
import dev.towline.status.PinStatus;
import java.util.Optional;

/** What a person rolled back to, and how far that is from what Git says. */
public final class Pins {
    private final History history;
    private final Wanted wanted;

    public Pins(History history, Wanted wanted) {
        this.history = history;
        this.wanted = wanted;
    }

    /** Empty where nothing is pinned, or where Git has moved since. */
    public Optional<PinStatus> of(TargetName target) {
        return history.decisions().find(target, Decision.Pin.class).flatMap(pinned -> {
            Heads newest = wanted.heads(target).orElse(new Heads(pinned.whileConfig(), pinned.whileApp()));
            return holds(pinned, newest) ? Optional.of(status(target, pinned, newest)) : Optional.empty();
        });
    }

    private PinStatus status(TargetName target, Decision.Pin pinned, Heads newest) {
        Wanted.Distance distance = wanted.distance(target, new Heads(pinned.config(), pinned.app()), newest);
        return new PinStatus(pinned.release(), pinned.config(), pinned.app(), pinned.said().by(), distance.app(),
                distance.config());
    }

    static boolean holds(Decision.Pin pinned, Heads newest) {
        return pinned.whileConfig().equals(newest.config())
                && (newest.app() == null || newest.app().equals(pinned.whileApp()));
    }
}
