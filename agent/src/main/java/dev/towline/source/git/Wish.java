package dev.towline.source.git;

import dev.towline.source.RevisionPolicy;
import dev.towline.source.VersionRange;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.transport.RefSpec;

/** A policy in Git's words: which refs to ask the remote for, and which of its answers is the one. */
record Wish(RevisionPolicy policy) {
    private static final RefSpec HEADS = new RefSpec("refs/heads/*:refs/heads/*");
    private static final RefSpec TAGS = new RefSpec("refs/tags/*:refs/tags/*");

    /** Everything there is to choose from. */
    static List<RefSpec> everything() {
        return List.of(HEADS, TAGS);
    }

    /** As narrow as the policy allows, so that a server that speaks protocol v2 sends nothing else. */
    List<RefSpec> asks() {
        return switch (policy) {
            case RevisionPolicy.Branch branch -> List.of(exactly(Constants.R_HEADS + branch.name()));
            case RevisionPolicy.Tag tag -> List.of(exactly(Constants.R_TAGS + tag.name()));
            case RevisionPolicy.SemverRange _ -> List.of(TAGS);
            case RevisionPolicy.Commit _ -> everything();
        };
    }

    Optional<Offer> choose(Map<String, Ref> advertised) {
        return switch (policy) {
            case RevisionPolicy.Branch branch -> named(advertised, Constants.R_HEADS + branch.name());
            case RevisionPolicy.Tag tag -> named(advertised, Constants.R_TAGS + tag.name());
            case RevisionPolicy.SemverRange range -> range.range().highest(shortNames(advertised, Constants.R_TAGS))
                    .flatMap(tag -> named(advertised, Constants.R_TAGS + tag));
            case RevisionPolicy.Commit commit -> Optional
                    .of(new Offer(Offer.PINNED, ObjectId.fromString(commit.revision().commit())));
        };
    }

    /** The tags that look like newer versions in the range, and are none. */
    List<VersionRange.PassedOver> passedOver(Map<String, Ref> advertised) {
        return policy instanceof RevisionPolicy.SemverRange(VersionRange range)
                ? range.passedOver(shortNames(advertised, Constants.R_TAGS))
                : List.of();
    }

    static List<String> shortNames(Map<String, Ref> advertised, String prefix) {
        return advertised.keySet().stream().filter(name -> name.startsWith(prefix))
                .map(name -> name.substring(prefix.length())).toList();
    }

    private static Optional<Offer> named(Map<String, Ref> advertised, String name) {
        return Optional.ofNullable(advertised.get(name)).map(Ref::getObjectId).map(id -> new Offer(name, id.copy()));
    }

    private static RefSpec exactly(String ref) {
        return new RefSpec(ref + ":" + ref);
    }
}
