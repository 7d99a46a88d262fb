package dev.towline.reconcile;

import dev.towline.history.Deployment;
import dev.towline.history.Outcome;
import dev.towline.history.PhaseTime;
import java.time.Instant;
import java.util.List;

/** A deployment's record as it ended. */
final class Ending {
    private Ending() {}

    static Deployment of(Deployment d, Instant ended, Outcome outcome, String reason) {
        return of(d, ended, outcome, reason, d.phases());
    }

    static Deployment of(Deployment d, Instant ended, Outcome outcome, String reason, List<PhaseTime> phases) {
        return new Deployment(d.id(), d.target(), d.trigger(), d.config(), d.app(), d.release(), d.author(),
                d.subject(), d.started(),
                ended, outcome, reason, phases);
    }
}
