package dev.towline.source.git;

import dev.towline.source.SourceSpec;
import dev.towline.source.VersionRange;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/** Looks in this process, as commands do that are not started from an installation. */
final class LookHere implements Looking {
    private final SourceSpec spec;
    private final Attempt attempt;
    private volatile List<VersionRange.PassedOver> passedOver = List.of();

    LookHere(SourceSpec spec) {
        this.spec = spec;
        this.attempt = new Attempt(spec.name());
    }

    @Override
    public List<VersionRange.PassedOver> passedOver() {
        return passedOver;
    }

    @Override
    public Finding look(Task task) throws InterruptedException, ExecutionException, TimeoutException {
        return attempt.within(spec.limits().timeout(), Apart.moreTime(spec.limits().timeout()), () -> {
            Look look = new Look(spec, task.memory(), task.mirror(), task.home(), task.fresh());
            Finding found = look.find();
            passedOver = look.passedOver();
            if (found instanceof Finding.Take) {
                task.mirror().tidy();
            }
            return found;
        });
    }
}
