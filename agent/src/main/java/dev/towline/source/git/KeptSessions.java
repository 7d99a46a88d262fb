package dev.towline.source.git;

import dev.towline.budget.Budget;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * SSH sessions that wait for the next poll: to open one costs a key exchange, some hundred times what a list of refs costs. Each is
 * used by one connection at a time, is bound to the very key and known_hosts that it was opened with, and is opened anew after an
 * hour, so that the host shows its key again.
 */
final class KeptSessions {
    private static final Duration LONGEST_IDLE = Duration.ofMinutes(3);
    private static final Duration LONGEST_LIFE = Duration.ofHours(1);

    private final List<Kept> waiting = new ArrayList<>();

    /**
     * Whom it speaks to, as whom.
     *
     * @param digest of the key and known_hosts
     */
    record Peer(String user, String host, int port, String digest) {}

    private record Kept(Peer peer, SshSessions sessions, Instant since) {}

    /** One that nobody else has now. */
    Optional<SshSessions> take(Peer peer) {
        List<Kept> old = new ArrayList<>();
        Optional<SshSessions> found = Optional.empty();
        synchronized (waiting) {
            Instant now = Instant.now();
            for (Iterator<Kept> each = waiting.iterator(); each.hasNext();) {
                Kept kept = each.next();
                if (!good(kept, now)) {
                    old.add(kept);
                    each.remove();
                } else if (found.isEmpty() && kept.peer().equals(peer)) {
                    found = Optional.of(kept.sessions());
                    each.remove();
                }
            }
        }
        old.forEach(kept -> kept.sessions().close());
        return found;
    }

    /** Keeps it for later, or ends it where there are many. */
    void giveBack(Peer peer, SshSessions sessions) {
        Optional<Kept> eldest = Optional.empty();
        synchronized (waiting) {
            waiting.add(new Kept(peer, sessions, Instant.now()));
            if (waiting.size() > Budget.GIT_SESSIONS.count()) {
                eldest = Optional.of(waiting.removeFirst());
            }
        }
        eldest.ifPresent(kept -> kept.sessions().close());
    }

    private static boolean good(Kept kept, Instant now) {
        return kept.sessions().usable() && kept.since().plus(LONGEST_IDLE).isAfter(now)
                && kept.sessions().made().plus(LONGEST_LIFE).isAfter(now);
    }
}
