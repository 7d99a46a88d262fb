package dev.towline.reconcile;

import dev.towline.desired.Problem;
import dev.towline.desired.TargetName;
import dev.towline.render.RenderedTarget;
import dev.towline.source.CommitInfo;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What Git wants, already fetched; nothing here asks a network. */
public interface Wanted {
    /** The newest of both repos; empty before the first fetch that worked. */
    Optional<Heads> heads(TargetName target);

    /** The newest app that belongs to this commit of the config repo; empty where the two do not fit together. */
    default Optional<Heads> heads(TargetName target, String config) {
        return heads(target).map(newest -> new Heads(config, newest.app()));
    }

    /** Why what is newest may not be what Git says; empty where the repos answer. */
    default Optional<SourceTrouble> trouble(TargetName target) {
        return Optional.empty();
    }

    /**
     * How many commits the later heads have that the earlier ones have not; null where that cannot be counted.
     *
     * @param app of the app repo, null for a target without one
     */
    record Distance(@Nullable Integer config, @Nullable Integer app) {}

    /** What lies between two pairs of heads. */
    default Distance distance(TargetName target, Heads from, Heads to) {
        return new Distance(null, null);
    }

    /** Everything of a target at a pair of commits. */
    Rendering render(TargetName target, Heads heads);

    /** Author, subject and time of the commit that a deployment is for: the app's where it moved, else the config's. */
    Optional<CommitInfo> commit(TargetName target, Heads heads, boolean app);

    /** What came of rendering. */
    sealed interface Rendering {
        record Ready(RenderedTarget target) implements Rendering {}

        /** Mistakes in Git; nothing was rendered. */
        record Invalid(List<Problem> problems) implements Rendering {
            public Invalid {
                problems = List.copyOf(problems);
            }

            public String why() {
                return String.join("\n", problems.stream().map(Problem::toString).toList());
            }
        }

        /** Something that is not Git's fault stood in the way, for instance an app repo that was not fetched yet. */
        record NotYet(String why) implements Rendering {}

        /**
         * Git names the target no longer. What is left is a target that wants nothing.
         *
         * @param allowed whether the config repo lets it go without a person's approval
         */
        record Gone(RenderedTarget nothing, boolean allowed) implements Rendering {}

        /** Git says to leave it alone. */
        record Suspended() implements Rendering {}
    }
}
