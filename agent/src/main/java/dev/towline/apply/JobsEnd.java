package dev.towline.apply;

import dev.towline.host.Host;
import dev.towline.host.HostException;
import dev.towline.host.JobState;
import java.time.Duration;

/** Waits for a job that another life of the agent started. */
public final class JobsEnd {
    private static final Duration LOOK = Duration.ofMillis(500);

    private JobsEnd() {}

    public static void await(Host host, String name) {
        while (host.jobs().find(name).filter(JobState.Running.class::isInstance).isPresent()) {
            try {
                host.pause().sleep(LOOK);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new HostException(HostException.Kind.KILLED, "stopped while waiting for the job " + name, e);
            }
        }
    }
}
