package dev.towline;

import dev.towline.cli.House;
import dev.towline.host.Host;
import dev.towline.host.HostLocks;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Only one process at a time acts on a host: the agent, or a command while none runs. */
final class AgentLock {
    private static final Logger LOG = LoggerFactory.getLogger(AgentLock.class);
    private static final String NAME = "agent";
    private static final Duration LOOK_EVERY = Duration.ofMillis(100);
    private static final Duration TELL_EVERY = Duration.ofMinutes(1);

    private AgentLock() {}

    /**
     * Waits for it for as long as {@code patience}, visibly; an interrupt ends the wait.
     *
     * @throws House.Busy naming the process that holds it
     */
    static HostLocks.Held take(Host host, Duration patience) {
        long begun = System.nanoTime();
        long told = 0;
        while (true) {
            Optional<HostLocks.Held> held = host.locks().tryAcquire(NAME);
            if (held.isPresent()) {
                return held.get();
            }
            Duration waited = Duration.ofNanos(System.nanoTime() - begun);
            String who = "another towline process" + host.locks().holder(NAME).stream()
                    .mapToObj(pid -> " (process " + pid + ")").findFirst().orElse("") + " is at work on this host";
            if (waited.compareTo(patience) >= 0) {
                throw new House.Busy(who + "; wait for it, or stop it");
            }
            if (waited.compareTo(TELL_EVERY.multipliedBy(told)) >= 0) {
                LOG.warn("{}; waiting until it ends", who);
                told++;
            }
            pause(host, who);
        }
    }

    private static void pause(Host host, String who) {
        try {
            host.pause().sleep(LOOK_EVERY);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new House.Busy("stopped while waiting: " + who);
        }
    }
}
