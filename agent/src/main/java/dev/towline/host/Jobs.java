package dev.towline.host;

import java.util.Optional;
import java.util.function.Consumer;

/**
 * Commands that build or change data. Under systemd each is a transient unit of its own, so that the death of the agent cuts
 * none in half: the same name is found again and waited for, and its result is read from the state folder.
 */
public interface Jobs {
    /**
     * Starts the job, or joins the one of that name that runs or has ended, and waits. The output goes line by line to the
     * consumer and is kept with the result. One that went down with the machine has ended, killed: forget it to run it again.
     *
     * @throws HostException TIMEOUT when the job's limit passed (it is then stopped); KILLED when this thread was interrupted,
     *         while the job goes on; REJECTED or CONFLICT when it could not be started
     */
    JobResult run(Job job, Consumer<String> output);

    /** What is known of a job by that name: running, or how it ended. */
    Optional<JobState> find(String name);

    /** Stops it where it runs and forgets its result. */
    void forget(String name);
}
