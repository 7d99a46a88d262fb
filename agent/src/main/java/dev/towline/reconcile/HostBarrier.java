package dev.towline.reconcile;

import dev.towline.desired.TargetName;
import dev.towline.source.CommitInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Up to which revision of the config repo the sites may go: the newest one whose reconciliation the host's own target has ended. Open
 * until it is closed, so that a command without the agent's loop sees what Git says.
 */
public final class HostBarrier {
    /** More than can be pushed while the host works on one. */
    private static final int MOST = 64;
    private final List<String> order = new ArrayList<>();
    private @Nullable String released;
    private boolean closed;

    /** From now on a site sees only what is released. */
    synchronized void close() {
        closed = true;
    }

    /** A fetch has brought this revision, or found it again. */
    synchronized void seen(String revision) {
        if (order.isEmpty() || !order.getLast().equals(revision)) {
            order.add(revision);
            if (order.size() > MOST) {
                order.removeFirst();
            }
        }
    }

    /** The host has ended a reconciliation of this revision. Whether that lets the sites go on. */
    synchronized boolean ended(String revision) {
        int place = order.lastIndexOf(revision);
        if (place < 0) {
            // The host read it before the one who fetches could say so.
            order.add(revision);
            place = order.size() - 1;
        }
        if (released != null && place < order.lastIndexOf(released) || revision.equals(released)) {
            return false;
        }
        released = revision;
        return true;
    }

    synchronized boolean isOpenFor(String revision) {
        return !closed || revision.equals(released);
    }

    /** Empty where a site may see the newest. */
    private synchronized Optional<String> limit(TargetName target) {
        return closed && !target.isHost() ? Optional.ofNullable(released) : Optional.empty();
    }

    private synchronized boolean isShut(TargetName target) {
        return closed && !target.isHost() && released == null;
    }

    /** The same as {@code whole}, where a site sees no revision that is not released. */
    public Wanted before(Wanted whole) {
        return new Wanted() {
            @Override
            public Optional<Heads> heads(TargetName target) {
                Optional<Heads> newest = isShut(target) ? Optional.empty() : whole.heads(target);
                Optional<String> limit = limit(target);
                return limit.isEmpty() || newest.filter(n -> n.config().equals(limit.get())).isPresent()
                        ? newest
                        : newest.flatMap(n -> whole.heads(target, limit.get()));
            }

            @Override
            public Optional<Heads> heads(TargetName target, String config) {
                return whole.heads(target, config);
            }

            @Override
            public Rendering render(TargetName target, Heads heads) {
                return whole.render(target, heads);
            }

            @Override
            public Optional<CommitInfo> commit(TargetName target, Heads heads, boolean app) {
                return whole.commit(target, heads, app);
            }

            @Override
            public Distance distance(TargetName target, Heads from, Heads to) {
                return whole.distance(target, from, to);
            }

            @Override
            public Optional<SourceTrouble> trouble(TargetName target) {
                return whole.trouble(target);
            }
        };
    }
}
