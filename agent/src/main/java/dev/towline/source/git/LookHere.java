package dev.towline.source.git;

import dev.towline.source.SourceSpec;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/** Looks in this process, as commands do that are not started from an installation. */
final class LookHere implements Looking {
    private final SourceSpec spec;
    private final Attempt attempt;

    LookHere(SourceSpec spec) {
        this.spec = spec;
        this.attempt = new Attempt(spec.name());
    }

    @Override
    public Finding look(Task task) throws InterruptedException, ExecutionException, TimeoutException {
        return attempt.within(spec.limits().timeout(), Apart.moreTime(spec.limits().timeout()), () -> {
            Finding found = new Look(spec, task.memory(), task.mirror(), task.home(), task.fresh()).find();
            if (found instanceof Finding.Take) {
                task.mirror().tidy();
            }
            return found;
        });
    }
}
