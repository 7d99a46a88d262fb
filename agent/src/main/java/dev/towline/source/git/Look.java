package dev.towline.source.git;

import dev.towline.source.FailureKind;
import dev.towline.source.ForcePush;
import dev.towline.source.Revision;
import dev.towline.source.RevisionPolicy;
import dev.towline.source.SourceException;
import dev.towline.source.SourceSpec;
import dev.towline.source.VersionRange;
import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.revwalk.RevCommit;

/**
 * One look at the remote: list, choose, take what is missing, judge. It changes nothing but the mirror's objects, so that
 * a look that is cut off leaves no trace. An IOException that it throws is the mirror's; the remote's become a Finding.
 */
final class Look {
    private final SourceSpec spec;
    private final Remembered memory;
    private final Mirror mirror;
    private final File home;
    private final boolean fresh;
    private List<VersionRange.PassedOver> passedOver = List.of();

    /** @param fresh whether the mirror is being made anew, so that it may lack what was in use */
    Look(SourceSpec spec, Remembered memory, Mirror mirror, File home, boolean fresh) {
        this.spec = spec;
        this.memory = memory;
        this.mirror = mirror;
        this.home = home;
        this.fresh = fresh;
    }

    /** Under which a revision is compared to the one before: another URL or policy is another history. */
    static String terms(SourceSpec spec) {
        return spec.url() + " " + spec.policy();
    }

    /** Under which a refusal holds: with other caps or another rule, it is tried again. */
    static String refusalTerms(SourceSpec spec) {
        return terms(spec) + " " + spec.forcePush() + " " + spec.limits();
    }

    /** What can be said after listing. */
    sealed interface Glance {
        /** The look ends here. */
        record Ended(Finding finding) implements Glance {}

        /** This is to be taken and judged. */
        record Offered(Offer offer) implements Glance {}

        /** The list is longer than the agent itself reads. */
        record TooLong() implements Glance {}
    }

    /** Lists and chooses under a small budget, and takes nothing. */
    Glance glance() throws IOException {
        requireInUse();
        Wish wish = new Wish(spec.policy());
        Optional<Offer> pinned = spec.policy() instanceof RevisionPolicy.Commit
                ? wish.choose(Map.of())
                : Optional.empty();
        if (pinned.isPresent() && mirror.has(pinned.get().id())) {
            return glance(pinned.get());
        }
        try (Remote remote = new Remote(spec, ByteBudget.ofGlance())) {
            Optional<Offer> chosen;
            try {
                chosen = choose(wish, remote.glance(mirror.repository(), home, wish.asks()));
            } catch (IOException | RuntimeException e) {
                return ByteBudget.exceeded(e) ? new Glance.TooLong() : new Glance.Ended(fail(Fault.of(e, remote)));
            }
            if (chosen.isPresent()) {
                return glance(chosen.get());
            }
        }
        try {
            return new Glance.Ended(notThere(ByteBudget.ofGlance()));
        } catch (ByteBudget.Exceeded e) {
            return new Glance.TooLong();
        }
    }

    private Glance glance(Offer offer) throws IOException {
        return remembered(offer).<Glance>map(Glance.Ended::new).orElseGet(() -> new Glance.Offered(offer));
    }

    /** What the list had that looks like a newer version and is none. */
    List<VersionRange.PassedOver> passedOver() {
        return passedOver;
    }

    private Optional<Offer> choose(Wish wish, Map<String, Ref> refs) {
        passedOver = wish.passedOver(refs);
        return wish.choose(refs);
    }

    private void requireInUse() throws IOException {
        Optional<ObjectId> inUse = memory.accepted().map(taken -> ObjectId.fromString(taken.revision().commit()));
        if (!fresh && inUse.isPresent() && !mirror.has(inUse.get())) {
            throw new MissingObjectException(inUse.get(), Constants.TYPE_COMMIT);
        }
    }

    Finding find() throws IOException {
        requireInUse();
        Wish wish = new Wish(spec.policy());
        Optional<Offer> pinned = spec.policy() instanceof RevisionPolicy.Commit
                ? wish.choose(Map.of())
                : Optional.empty();
        if (pinned.isPresent() && mirror.has(pinned.get().id())) {
            return judge(pinned.get());
        }
        Optional<Finding> end;
        Offer offer;
        try (Remote remote = new Remote(spec)) {
            Map<String, Ref> refs;
            Optional<Offer> chosen;
            try {
                refs = remote.list(mirror.repository(), home, wish.asks());
                chosen = choose(wish, refs);
            } catch (IOException | RuntimeException e) {
                return fail(Fault.of(e, remote));
            }
            if (chosen.isEmpty()) {
                return notThere(ByteBudget.ofAdvertisement());
            }
            offer = chosen.get();
            end = remembered(offer);
            if (end.isEmpty() && !mirror.has(offer.id()) && remote.mayGive(offer)) {
                end = fetch(remote, offer);
            }
        }
        if (end.isEmpty() && !mirror.has(offer.id())) {
            end = fetchEverything(offer);
        }
        return end.isPresent() ? end.get() : judge(offer);
    }

    /** The answer of the last look, if the remote still offers the same. */
    private Optional<Finding> remembered(Offer offer) throws IOException {
        Optional<Remembered.Refusal> refused = memory.refused()
                .filter(refusal -> refusal.offer().equals(offer) && refusal.terms().equals(refusalTerms(spec)));
        if (refused.isPresent()) {
            return Optional.of(new Finding.Refuse(offer, refused.get().why()));
        }
        boolean here = mirror.has(offer.id());
        return memory.accepted().filter(taken -> here && taken.offer().equals(offer))
                .map(taken -> new Finding.Same(offer, taken.revision()));
    }

    private Optional<Finding> fetch(Remote remote, Offer offer) throws IOException {
        try {
            remote.fetch(List.of(offer));
        } catch (IOException | RuntimeException e) {
            if (offer.ref().equals(Offer.PINNED) && remote.wasDenied(e)) {
                return Optional.empty();
            }
            Fault fault = Fault.of(e, remote);
            return Optional.of(fault.ofRevision() ? new Finding.Refuse(offer, fault.why()) : fail(fault));
        }
        try {
            mirror.requireConnected(List.of(offer.id()));
            return Optional.empty();
        } catch (MissingObjectException e) {
            if (!fresh) {
                // Either side may be the one that lacks it: a new mirror shows which.
                throw e;
            }
            return Optional.of(new Finding.Fail(FailureKind.CORRUPT, "what came is incomplete (" + e.getMessage()
                    + "); the repository there may be damaged or a shallow clone"));
        }
    }

    /** For a commit that the server does not give by its id: it may still be on a branch or tag. */
    private Optional<Finding> fetchEverything(Offer offer) throws IOException {
        try (Remote remote = new Remote(spec)) {
            Map<String, Ref> refs;
            try {
                refs = remote.list(mirror.repository(), home, Wish.everything());
                List<Offer> missing = missing(refs);
                if (!missing.isEmpty()) {
                    remote.fetch(missing);
                }
            } catch (IOException | RuntimeException e) {
                return Optional.of(fail(Fault.of(e, remote)));
            }
            return mirror.has(offer.id())
                    ? Optional.empty()
                    : Optional.of(new Finding.Fail(FailureKind.NOT_FOUND, NotThere.explain(spec.policy(), refs)));
        }
    }

    private List<Offer> missing(Map<String, Ref> refs) throws IOException {
        List<Offer> missing = new ArrayList<>();
        for (Map.Entry<String, Ref> ref : refs.entrySet()) {
            ObjectId id = ref.getValue().getObjectId();
            if (id != null && !mirror.has(id)) {
                missing.add(new Offer(ref.getKey(), id.copy()));
            }
        }
        return missing;
    }

    private Finding notThere(ByteBudget budget) throws ByteBudget.Exceeded {
        try (Remote remote = new Remote(spec, budget)) {
            try {
                Map<String, Ref> all = remote.glance(mirror.repository(), home, Wish.everything());
                return new Finding.Fail(FailureKind.NOT_FOUND, NotThere.explain(spec.policy(), all));
            } catch (IOException | RuntimeException e) {
                if (ByteBudget.exceeded(e)) {
                    throw new ByteBudget.Exceeded("the list of branches and tags is too long");
                }
                return fail(Fault.of(e, remote));
            }
        }
    }

    private Finding judge(Offer offer) throws IOException {
        Optional<RevCommit> commit = mirror.commit(offer.id());
        if (commit.isEmpty()) {
            return new Finding.Refuse(offer, "'" + offer.ref() + "' names no commit; make the tag anew on a commit");
        }
        Revision to = Revision.of(commit.get().name());
        if (memory.accepted().filter(taken -> taken.revision().equals(to)).isPresent()) {
            return new Finding.Same(offer, to);
        }
        boolean leaves = leaves(commit.get());
        boolean rewritten = memory.accepted().filter(taken -> rewrites(taken, offer, leaves)).isPresent();
        if (rewritten && spec.forcePush() == ForcePush.REFUSE) {
            return new Finding.Refuse(offer, rewriteRefused(to, offer));
        }
        try (ObjectReader reader = mirror.repository().newObjectReader()) {
            GitTree.read(reader, to, commit.get().getTree(), spec.limits());
        } catch (SourceException e) {
            return new Finding.Refuse(offer, e.why());
        }
        return new Finding.Take(offer, to, History.info(commit.get()), leaves, rewritten);
    }

    private boolean leaves(RevCommit to) throws IOException {
        if (memory.accepted().isEmpty()) {
            return false;
        }
        ObjectId from = ObjectId.fromString(memory.accepted().get().revision().commit());
        return !mirror.has(from) || !mirror.isAncestor(from, to);
    }

    private boolean rewrites(Remembered.Accepted taken, Offer offer, boolean leaves) {
        if (!taken.terms().equals(terms(spec))) {
            return false;
        }
        // A higher version may well come from another line of history; a lower one means that a tag was taken back.
        return switch (spec.policy()) {
            case RevisionPolicy.SemverRange range when !taken.offer().ref().equals(offer.ref()) -> range.range()
                    .highest(List.of(shortTag(taken.offer()), shortTag(offer)))
                    .filter(shortTag(taken.offer())::equals).isPresent();
            case RevisionPolicy.SemverRange _,RevisionPolicy.Branch _,RevisionPolicy.Tag _ -> leaves;
            case RevisionPolicy.Commit _ -> false;
        };
    }

    private String rewriteRefused(Revision to, Offer offer) {
        Remembered.Accepted taken = memory.accepted().orElseThrow();
        String what = taken.offer().ref().equals(offer.ref())
                ? "history was rewritten: " + to + " does not descend from " + taken.revision()
                : "the tag '" + shortTag(taken.offer()) + "' (" + taken.revision()
                        + ") was taken back; the highest is now '"
                        + shortTag(offer) + "' (" + to + ")";
        return what + ". " + taken.revision()
                + " stays in use; push a commit that descends from it, or allow force-pushes "
                + "for this source";
    }

    private static String shortTag(Offer offer) {
        return offer.ref().startsWith(Constants.R_TAGS)
                ? offer.ref().substring(Constants.R_TAGS.length())
                : offer.ref();
    }

    private static Finding fail(Fault fault) {
        return new Finding.Fail(fault.kind(), fault.why());
    }
}
