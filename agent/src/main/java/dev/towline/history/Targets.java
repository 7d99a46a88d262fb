package dev.towline.history;

import dev.towline.desired.TargetName;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The standing memory of each target. */
public interface Targets {
    /** The last pair that was healthy here. */
    Optional<Pair> lastGood(TargetName target);

    void lastGood(TargetName target, Pair pair);

    /**
     * A release that a person chose by rollback, with the commits that made it; it holds until Git moves on from the two
     * {@code while} commits or a person says retry.
     */
    record Pinned(String release, String config, @Nullable String app, String whileConfig, @Nullable String whileApp,
            String by) {}

    Optional<Pinned> pinned(TargetName target);

    void pin(TargetName target, Pinned pinned);

    void unpin(TargetName target);

    boolean suspended(TargetName target);

    void suspend(TargetName target, boolean suspended);

    /** What a person approved for the target, by digest of the plan; used up by {@link #unapprove}. */
    Optional<String> approved(TargetName target);

    void approve(TargetName target, String plan);

    void unapprove(TargetName target);

    /** What of the target's database waits to be contracted, a line each; the truth is in the database itself. */
    List<String> waiting(TargetName target);

    void waiting(TargetName target, List<String> statements);

    Set<TargetName> known();

    /** Forgets a target that is gone from Git and from the host, its quarantine too; its deployments stay. */
    void forget(TargetName target);
}
