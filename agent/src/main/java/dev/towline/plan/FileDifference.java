package dev.towline.plan;

import dev.towline.desired.TargetName;
import dev.towline.history.Owned;
import dev.towline.host.Digest;
import dev.towline.observe.ObservedState.Entry;
import dev.towline.plan.Step.Cause;
import dev.towline.render.RenderedFile;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How a file on the host differs from the wanted one. */
sealed interface FileDifference {
    record Put(@Nullable Digest replaced, Cause cause, String why) implements FileDifference {}

    record Owner(Cause cause, String why) implements FileDifference {}

    record Blocked(String why, String remedy) implements FileDifference {}

    static Optional<FileDifference> of(PlanInput input, RenderedFile file) {
        Optional<TargetName> other = input.otherOwner(Owned.Kind.FILE, file.path());
        if (other.isPresent()) {
            return Optional
                    .of(new Blocked(file.path() + " belongs to " + other.get(), "give one of the two another path"));
        }
        Optional<Owned> ours = input.ownedPath(file.path());
        Optional<Entry> there = input.observed().at(file.path());
        if (there.isEmpty()) {
            return Optional.of(ours.isPresent()
                    ? new Put(null, Cause.DRIFT, "deleted on the host")
                    : new Put(null, Cause.NEW, "new in " + input.revision()));
        }
        return existing(input, file, there.get(), ours);
    }

    private static Optional<FileDifference> existing(PlanInput input, RenderedFile file, Entry there,
            Optional<Owned> ours) {
        boolean mayWrite = ours.isPresent() || input.mayTake(file.path());
        if (there.stat().isDirectory()) {
            return Optional.of(new Blocked(file.path() + " is a folder, a file is wanted", "move it away"));
        }
        if (!there.stat().isFile()) {
            return Optional
                    .of(mayWrite ? new Put(null, Cause.DRIFT, "no regular file any more") : foreign(input, file));
        }
        if (!file.content().digest().equals(there.digest())) {
            return Optional.of(mayWrite ? changed(input, file, there, ours) : foreign(input, file));
        }
        if (!there.stat().ownership().equals(file.ownership())) {
            String why = there.stat().ownership() + ", wanted " + file.ownership();
            return Optional
                    .of(mayWrite ? new Owner(ours.isPresent() ? Cause.DRIFT : Cause.NEW, why) : foreign(input, file));
        }
        return Optional.empty();
    }

    private static Put changed(PlanInput input, RenderedFile file, Entry there, Optional<Owned> ours) {
        @Nullable
        Digest now = there.digest();
        if (ours.isEmpty()) {
            return new Put(now, Cause.NEW, "adopted");
        }
        boolean edited = now == null || !now.hex().equals(ours.get().digest());
        boolean moved = !file.content().digest().hex().equals(ours.get().digest());
        if (edited) {
            return new Put(now, Cause.DRIFT,
                    moved ? "edited on the host, and changed in " + input.revision() : "edited on the host");
        }
        return new Put(now, Cause.CHANGED, Planner.changed(input, file.origin()));
    }

    private static Blocked foreign(PlanInput input, RenderedFile file) {
        return new Blocked(file.path() + " exists, differs from what Git says and is not ours",
                Remedies.adopt(input, file.path()));
    }
}
