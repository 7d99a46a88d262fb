package dev.towline.host.systemd;

import dev.towline.host.Command;
import dev.towline.host.CommandResult;
import dev.towline.host.Commands;
import dev.towline.host.HostException;
import dev.towline.host.HostException.Kind;
import dev.towline.host.Job;
import dev.towline.host.JobResult;
import dev.towline.host.JobState;
import dev.towline.host.Jobs;
import dev.towline.host.Pause;
import dev.towline.host.Services;
import dev.towline.host.UnitState.Active;
import dev.towline.host.linux.JobEnding;
import dev.towline.host.linux.JobFolder;
import dev.towline.host.linux.OutputFollower;
import dev.towline.host.linux.Waits;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Jobs as transient units. The unit itself writes how it ended into the state folder before it is collected, so: a result is
 * the truth; without one, a unit that is there runs; without both, a job that was begun went down with the machine.
 */
public final class SystemdJobs implements Jobs {
    private static final Duration LOOK_FIRST = Duration.ofMillis(20);
    private static final Duration LOOK_LATER = Duration.ofMillis(250);
    /** The unit is asked whether it still is there after so many looks without a result. */
    private static final int LOOKS_A_QUESTION = 20;
    private static final Duration GRACE = Duration.ofMinutes(2);

    private final Commands commands;
    private final Services services;
    private final Path folder;
    private final Pause pause;
    private final Clock clock;

    public SystemdJobs(Commands commands, Services services, Path folder, Pause pause, Clock clock) {
        this.commands = commands;
        this.services = services;
        this.folder = folder;
        this.pause = pause;
        this.clock = clock;
    }

    @Override
    public JobResult run(Job job, Consumer<String> output) {
        JobFolder files = new JobFolder(folder, job.name());
        if (find(job.name()).isEmpty()) {
            start(job, files);
        }
        return await(job, files, output);
    }

    @Override
    public Optional<JobState> find(String name) {
        JobFolder files = new JobFolder(folder, name);
        return ending(name, files).<JobState>map(e -> new JobState.Ended(e.with(OutputFollower.tailOf(files.output()))))
                .or(() -> files.startedAt().map(at -> new JobState.Running()));
    }

    /** How it ended, or empty where it runs or was never begun. */
    private Optional<JobEnding> ending(String name, JobFolder files) {
        if (files.startedAt().isEmpty()) {
            return Optional.empty();
        }
        Optional<JobEnding> written = files.ending();
        if (written.isPresent() || isThere(name)) {
            return written;
        }
        // It may have ended between the two looks; its result was written before the unit went.
        return files.ending().or(() -> Optional.of(JobEnding.VANISHED));
    }

    private boolean isThere(String name) {
        Active active = services.state(TransientUnit.name(name)).active();
        return active == Active.ACTIVE || active == Active.ACTIVATING || active == Active.DEACTIVATING;
    }

    @Override
    public void forget(String name) {
        services.stop(TransientUnit.name(name));
        new JobFolder(folder, name).remove();
    }

    private void start(Job job, JobFolder files) {
        for (String path : job.writable()) {
            if (!Files.isDirectory(Path.of(path))) {
                throw new HostException(Kind.CONFLICT, "job " + job.name() + " may write " + path
                        + ", but there is no such folder");
            }
        }
        files.begin(clock.instant());
        CommandResult started = commands.run(Command.of(TransientUnit.start(job, files)));
        // A failed start (no such user or program) is written by ExecStopPost as any other end; "already" is one that a
        // killed agent had just asked for.
        boolean known = files.ending().isPresent() || isThere(job.name());
        if (!started.ok() && !known && files.ending().isEmpty()) {
            files.remove();
            throw new HostException(kind(started), "systemd-run did not start job " + job.name() + ": "
                    + started.output());
        }
    }

    private static Kind kind(CommandResult started) {
        return started.output().contains("Failed to connect to bus") || started.output().contains("timed out")
                ? Kind.UNAVAILABLE
                : Kind.REJECTED;
    }

    private JobResult await(Job job, JobFolder files, Consumer<String> output) {
        OutputFollower follower = new OutputFollower(files.output(), output);
        Instant latest = files.startedAt().orElse(clock.instant()).plus(job.timeout()).plus(GRACE);
        Optional<JobEnding> ending = files.ending();
        Duration wait = LOOK_FIRST;
        for (int look = 1; ending.isEmpty(); look++) {
            Waits.sleep(pause, wait, "waiting for job " + job.name() + ", which goes on");
            wait = wait.multipliedBy(2).compareTo(LOOK_LATER) < 0 ? wait.multipliedBy(2) : LOOK_LATER;
            follower.poll();
            ending = look % LOOKS_A_QUESTION == 0 ? ending(job.name(), files) : files.ending();
            if (ending.isEmpty() && clock.instant().isAfter(latest)) {
                services.stop(TransientUnit.name(job.name()));
                ending = Optional.of(JobEnding.TIMED_OUT);
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
