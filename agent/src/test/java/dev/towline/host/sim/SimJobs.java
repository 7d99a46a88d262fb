package dev.towline.host.sim;

import dev.towline.host.HostException;
import dev.towline.host.HostException.Kind;
import dev.towline.host.Job;
import dev.towline.host.JobResult;
import dev.towline.host.JobState;
import dev.towline.host.Jobs;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;

/** Jobs that go on when the agent dies, and end when their time has come. */
public final class SimJobs implements Jobs {
    private static final class Run {
        final Job job;
        final SimWork work;
        final Instant ends;
        final boolean timesOut;
        boolean ended;
        JobResult result = new JobResult(0, false, "");

        Run(Job job, SimWork work, Instant now) {
            this.job = job;
            this.work = work;
            this.timesOut = work.takes().compareTo(job.timeout()) > 0;
            this.ends = now.plus(timesOut ? job.timeout() : work.takes());
        }

        void end() {
            ended = true;
            if (timesOut) {
                result = new JobResult(137, true, work.output());
                return;
            }
            result = new JobResult(work.exit(), work.killed(), work.output());
            if (work.exit() == 0) {
                work.effect().run();
            }
        }
    }

    private final Stage stage;
    private final SimClock clock;
    private final TreeMap<String, Run> runs = new TreeMap<>();
    private final List<String> together = new ArrayList<>();
    private Function<Job, SimWork> works = job -> SimWork.doing(() -> {});

    SimJobs(Stage stage, SimClock clock) {
        this.stage = stage;
        this.clock = clock;
    }

    /** What each job does, asked at its start. */
    public void works(Function<Job, SimWork> works) {
        this.works = works;
    }

    @Override
    public JobResult run(Job job, Consumer<String> output) {
        if (!runs.containsKey(job.name())) {
            stage.effect("jobs", "start", job.name(), () -> begin(job));
        }
        while (true) {
            Run run = runs.get(job.name());
            if (run == null) {
                throw new HostException(Kind.KILLED, "job " + job.name() + " was forgotten while it was waited for");
            }
            if (run.ended) {
                return result(run, output);
            }
            stage.look("jobs", "wait", job.name());
            clock.advance(Duration.between(clock.instant(), run.ends));
        }
    }

    private static JobResult result(Run run, Consumer<String> output) {
        if (run.timesOut) {
            throw new HostException(Kind.TIMEOUT, "job " + run.job.name() + " took too long and was stopped");
        }
        run.result.output().lines().forEach(output);
        return run.result;
    }

    private void begin(Job job) {
        runs.forEach((name, run) -> {
            if (!run.ended) {
                together.add(name + " with " + job.name());
            }
        });
        runs.put(job.name(), new Run(job, works.apply(job), clock.instant()));
        settle();
    }

    @Override
    public Optional<JobState> find(String name) {
        stage.look("jobs", "find", name);
        Run run = runs.get(name);
        if (run == null) {
            return Optional.empty();
        }
        return Optional.of(run.ended ? new JobState.Ended(run.result) : new JobState.Running());
    }

    @Override
    public void forget(String name) {
        if (runs.containsKey(name)) {
            stage.effect("jobs", "forget", name, () -> {
                runs.remove(name);
            });
        }
    }

    /** Ends what has had its time, in the order of their ends. */
    void settle() {
        runs.values().stream().filter(r -> !r.ended && !r.ends.isAfter(clock.instant()))
                .sorted(java.util.Comparator.comparing(r -> r.ends)).toList().forEach(Run::end);
    }

    /** The machine goes down: what runs is killed, and that is remembered. */
    void reboot() {
        for (Map.Entry<String, Run> entry : runs.entrySet()) {
            if (!entry.getValue().ended) {
                entry.getValue().ended = true;
                entry.getValue().result = new JobResult(137, true, "");
            }
        }
    }

    /** Every pair of jobs that ran at the same time, as "a with b". */
    public List<String> together() {
        return List.copyOf(together);
    }

    public List<String> running() {
        return runs.entrySet().stream().filter(e -> !e.getValue().ended).map(Map.Entry::getKey).toList();
    }
}
