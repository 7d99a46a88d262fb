package dev.towline.plan;

import dev.towline.history.Decision;
import dev.towline.history.Unfinished;
import java.util.List;
import java.util.Set;

/**
 * What a plan may rest on beside Git and the host.
 *
 * @param decisions what people decided for the target
 * @param unfinished what a deployment that counts already left to be done
 */
public record Approved(List<Decision> decisions, Set<Unfinished> unfinished) {
    /** Nobody has decided anything, and nothing is left to be done. */
    public static final Approved NOTHING = new Approved(List.of(), Set.of());

    public Approved {
        decisions = List.copyOf(decisions);
        unfinished = Set.copyOf(unfinished);
    }

    /** Whether exactly these removals were approved. */
    boolean removals(String digest) {
        return decisions.stream().anyMatch(d -> d instanceof Decision.Removals r && r.digest().equals(digest));
    }

    /** Whether exactly this release may go out in maintenance. */
    boolean maintenance(String release) {
        return decisions.stream().anyMatch(d -> d instanceof Decision.Maintenance m && m.release().equals(release));
    }

    boolean settles() {
        return unfinished.contains(Unfinished.SETTLE);
    }

    boolean contracts() {
        return unfinished.contains(Unfinished.CONTRACT)
                || decisions.stream().anyMatch(Decision.Contract.class::isInstance);
    }
}
