package dev.towline.host.linux;

import dev.towline.host.Job;

/** What starts a job's process and outlives the agent with it: systemd, or a shell in a session of its own. */
public interface JobRunner {
    /** Starts it; whoever watches it writes its end into the folder. */
    void start(Job job, JobFolder folder);

    /** Whether it is there, running or about to write its end. */
    boolean isThere(String name, JobFolder folder);

    /** Stops it and waits; nothing happens where it is not there. */
    void stop(String name, JobFolder folder);
}
