package dev.towline.migrate.apply;

import dev.towline.migrate.sql.Values;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Samples, on a connection of its own, who blocks a session: once that has given up, nobody can tell any more. */
final class Blockers implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Blockers.class);
    private static final long EVERY_MS = 100;
    /** What is done sooner has nobody in its way, and is worth no second connection: a backfill has many short steps. */
    private static final long SOON_MS = 20;
    private static final String WHO = """
            SELECT a.pid, coalesce(a.usename, '?'), coalesce(a.state, '?'),
                   coalesce(extract(epoch FROM clock_timestamp() - a.xact_start), 0)::bigint, coalesce(a.query, '')
            FROM unnest(pg_blocking_pids(?)) b(pid) JOIN pg_stat_activity a ON a.pid = b.pid""";
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread thread;
    private volatile List<Blocker> last = List.of();

    Blockers(Session.Link link, int pid) {
        thread = Thread.ofVirtual().start(() -> watch(link, pid));
    }

    private void watch(Session.Link link, int pid) {
        try {
            if (!ended.await(SOON_MS, TimeUnit.MILLISECONDS)) {
                sample(link, pid);
            }
        } catch (SQLException e) {
            // It only explains; the statement's own error counts.
            LOG.debug("who blocks pid {} cannot be told", pid, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void sample(Session.Link link, int pid) throws SQLException, InterruptedException {
        try (Connection second = link.open(); PreparedStatement who = second.prepareStatement(WHO)) {
            who.setInt(1, pid);
            do {
                List<Blocker> found = new ArrayList<>();
                try (ResultSet rows = who.executeQuery()) {
                    while (rows.next()) {
                        found.add(new Blocker(rows.getInt(1), rows.getString(2), rows.getString(3), rows.getLong(4),
                                Values.hidden(rows.getString(5))));
                    }
                }
                if (!found.isEmpty()) {
                    last = List.copyOf(found);
                }
            } while (!ended.await(EVERY_MS, TimeUnit.MILLISECONDS));
        }
    }

    List<Blocker> seen() {
        return last;
    }

    @Override
    public void close() {
        ended.countDown();
        try {
            thread.join(Duration.ofSeconds(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
