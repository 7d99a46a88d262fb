package dev.towline.source.git;

import dev.towline.budget.Budget;
import dev.towline.source.FailureKind;
import dev.towline.source.LimitKey;
import dev.towline.source.SourceException;
import dev.towline.source.SourceSpec;
import dev.towline.source.VersionRange;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/**
 * Lists in this process, so that a poll that finds nothing starts no other, and leaves all that follows to a worker. An offer that
 * killed the worker is refused until the remote offers another.
 */
final class LookApart implements Looking {
    private final SourceSpec spec;
    private final Attempt attempt;
    private final Apart apart;
    private volatile List<VersionRange.PassedOver> passedOver = List.of();

    LookApart(SourceSpec spec, Launcher launcher) {
        this.spec = spec;
        this.attempt = new Attempt(spec.name());
        this.apart = new Apart(spec.name(), launcher);
    }

    /** The mirror is damaged, says the worker. */
    static final class Damaged extends IOException {
        Damaged(String message) {
            super(message);
        }
    }

    @Override
    public List<VersionRange.PassedOver> passedOver() {
        return passedOver;
    }

    @Override
    public Finding look(Task task) throws IOException, InterruptedException, ExecutionException, TimeoutException {
        Look look = new Look(spec, task.memory(), task.mirror(), task.home(), task.fresh());
        Look.Glance glance = attempt.within(Budget.GIT_LIST_TIME.duration(),
                "the server lists its branches and tags too slowly", look::glance);
        passedOver = look.passedOver();
        return switch (glance) {
            case Look.Glance.Ended(Finding finding) -> finding;
            case Look.Glance.Offered(Offer offer) -> apart(task, Optional.of(offer));
            case Look.Glance.TooLong _ -> apart(task, Optional.empty());
        };
    }

    private Finding apart(Task task, Optional<Offer> offer)
            throws IOException, InterruptedException, ExecutionException, TimeoutException {
        try {
            return apart.run(spec.limits().timeout(), out -> GitWorker.askLook(out, spec, task.memory(), task.folder(),
                    task.home(), task.fresh()), LookApart::answer);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Apart.Died died) {
                return died(died, offer);
            }
            throw e;
        }
    }

    private Finding died(Apart.Died died, Optional<Offer> offer) {
        String why = died.outOfMemory()
                ? "the new objects do not fit into the fetching process ("
                        + ByteBudget.megabytes(spec.limits().memoryBytes())
                        + " of memory); take large files out of the history and push again, or "
                        + LimitKey.MEMORY.raiseFrom(spec.limits().memoryBytes())
                : died.getMessage() + "; see the agent's log";
        return offer.filter(_ -> died.outOfMemory()).<Finding>map(o -> new Finding.Refuse(o, why))
                .orElseGet(() -> new Finding.Fail(died.outOfMemory() ? FailureKind.LIMIT : FailureKind.DISK, why));
    }

    private static Finding answer(DataInputStream in) throws IOException {
        String kind = Wire.text(in);
        return switch (kind) {
            case GitWorker.FAULT -> throw new SourceException(FailureKind.valueOf(Wire.text(in)), Wire.text(in));
            case GitWorker.DAMAGE -> throw new Damaged(Wire.text(in));
            default -> Wire.finding(kind, in);
        };
    }
}
