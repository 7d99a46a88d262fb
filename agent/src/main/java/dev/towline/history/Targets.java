package dev.towline.history;

import dev.towline.desired.TargetName;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The standing memory of each target. */
public interface Targets {
    /** The last pair that was healthy here. */
    Optional<Pair> lastGood(TargetName target);

    void lastGood(TargetName target, Pair pair);

    /** What a deployment that counts already left to be done. */
    Set<Unfinished> unfinished(TargetName target);

    void unfinished(TargetName target, Set<Unfinished> work);

    /** What of the target's database waits to be contracted, a line each; the truth is in the database itself. */
    List<String> waiting(TargetName target);

    void waiting(TargetName target, List<String> statements);

    Set<TargetName> known();

    /** Forgets a target that is gone from Git and from the host, its quarantine and decisions too; its deployments stay. */
    void forget(TargetName target);
}
