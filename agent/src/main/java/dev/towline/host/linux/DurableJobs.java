package dev.towline.host.linux;

import dev.towline.host.HostException;
import dev.towline.host.HostException.Kind;
import dev.towline.host.Job;
import dev.towline.host.JobResult;
import dev.towline.host.JobState;
import dev.towline.host.Jobs;
import dev.towline.host.Pause;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Jobs that go on without the agent. Their end is written by whoever watches them, before they are gone, so: a result is the
 * truth; without one, what is there runs; without both, a job that was begun went down with the machine, and has been killed.
 */
public final class DurableJobs implements Jobs {
    private static final Duration LOOK_FIRST = Duration.ofMillis(20);
    private static final Duration LOOK_LATER = Duration.ofMillis(250);
    /** After so many looks without a result it is asked whether the job still is there. */
    private static final int LOOKS_A_QUESTION = 20;
    private static final Duration APPEARS_WITHIN = Duration.ofSeconds(10);

    private final JobRunner runner;
    private final Path folder;
    private final Duration grace;
    private final Pause pause;
    private final Clock clock;

    /** The grace is what the runner gets to enforce a job's limit by itself. */
    public DurableJobs(JobRunner runner, Path folder, Duration grace, Pause pause, Clock clock) {
        this.runner = runner;
        this.folder = folder;
        this.grace = grace;
        this.pause = pause;
        this.clock = clock;
    }

    @Override
    public JobResult run(Job job, Consumer<String> output) {
        JobFolder files = new JobFolder(folder, job.name());
        if (files.startedAt().isEmpty()) {
            start(job, files);
        }
        return await(job, files, output);
    }

    @Override
    public Optional<JobState> find(String name) {
        JobFolder files = new JobFolder(folder, name);
        if (files.startedAt().isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(ending(name, files)
                .<JobState>map(e -> new JobState.Ended(e.with(OutputFollower.tailOf(files.output()))))
                .orElseGet(JobState.Running::new));
    }

    /** How it ended, or empty where it runs. */
    private Optional<JobEnding> ending(String name, JobFolder files) {
        Optional<JobEnding> written = files.ending();
        if (written.isPresent() || runner.isThere(name, files)) {
            return written;
        }
        // It may have ended between the two looks; its result was written before it went.
        return files.ending().or(() -> justBegun(files) ? Optional.empty() : Optional.of(JobEnding.VANISHED));
    }

    /** An agent that was killed a moment ago may have asked for it, and it is not there yet: to wait is better than to run it twice. */
    private boolean justBegun(JobFolder files) {
        return files.startedAt().map(at -> clock.instant().isBefore(at.plus(APPEARS_WITHIN))).orElse(false);
    }

    @Override
    public void forget(String name) {
        JobFolder files = new JobFolder(folder, name);
        runner.stop(name, files);
        files.remove();
    }

    private void start(Job job, JobFolder files) {
        for (String path : job.writable()) {
            if (!Files.isDirectory(Path.of(path))) {
                throw new HostException(Kind.CONFLICT, "job " + job.name() + " may write " + path
                        + ", but there is no such folder");
            }
        }
        files.begin(clock.instant());
        try {
            runner.start(job, files);
        } catch (HostException e) {
            files.remove();
            throw e;
        }
    }

    /** Why it is stopped is written over what its watcher writes when it goes. */
    private Optional<JobEnding> stopped(Job job, JobFolder files, JobEnding why) {
        runner.stop(job.name(), files);
        files.end(why);
        return files.ending();
    }

    private JobResult await(Job job, JobFolder files, Consumer<String> output) {
        OutputFollower follower = new OutputFollower(files.output(), output);
        Instant latest = files.startedAt().orElseGet(clock::instant).plus(job.timeout()).plus(grace);
        Optional<JobEnding> ending = ending(job.name(), files);
        Duration wait = LOOK_FIRST;
        for (int look = 1; ending.isEmpty(); look++) {
            Waits.sleep(pause, wait, "waiting for job " + job.name() + ", which goes on");
            wait = wait.multipliedBy(2).compareTo(LOOK_LATER) < 0 ? wait.multipliedBy(2) : LOOK_LATER;
            if (follower.poll()) {
                // Its file is emptied as it is read: the sooner, the smaller it stays.
                wait = LOOK_FIRST;
            }
            ending = look % LOOKS_A_QUESTION == 0 ? ending(job.name(), files) : files.ending();
            if (ending.isEmpty() && follower.seen() > job.limits().output()) {
                ending = stopped(job, files, JobEnding.SAID_TOO_MUCH);
            } else if (ending.isEmpty() && clock.instant().isAfter(latest)) {
                ending = stopped(job, files, JobEnding.TIMED_OUT);
            }
        }
        JobResult result = ending.get().with(follower.finish());
        if (ending.get().timedOut()) {
            throw new HostException(Kind.TIMEOUT, "job " + job.name() + " took longer than "
                    + job.timeout().toSeconds() + " s and was stopped");
        }
        return result;
    }
}
