package dev.towline.host.local;

import dev.towline.host.HostException;
import dev.towline.host.HostException.Kind;
import dev.towline.host.Job;
import dev.towline.host.linux.JobFolder;
import dev.towline.host.linux.JobRunner;
import dev.towline.host.linux.ProcessTree;
import java.io.File;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** Runs jobs under a shell in a session of its own, which writes down how they ended whether the agent lives or not. */
final class LocalJobs implements JobRunner {
    private static final String RECORD = "\"$@\"; code=$?; "
            + "if [ $code -eq 0 ]; then end='success exited 0';"
            + " elif [ $code -gt 128 ]; then end=\"signal killed $((code - 128))\";"
            + " else end=\"exit-code exited $code\"; fi;"
            + " printf '%s\\n' \"$end\" >\"$0.new\" && mv -f \"$0.new\" \"$0\"";

    @Override
    public void start(Job job, JobFolder folder) {
        Map<String, String> environment = LocalEnvironment.base();
        environment.putAll(job.environment());
        job.environmentFiles().forEach(file -> LocalEnvironment.addFile(environment, file, false));
        List<String> argv = Stream
                .concat(Stream.of("sh", "-c", memory(job) + RECORD, folder.result().toString()), job.argv().stream())
                .toList();
        ProcessBuilder builder = new ProcessBuilder(pidFile(folder).wrap(argv)).directory(new File(job.directory()))
                .redirectInput(new File("/dev/null")).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.output().toFile()));
        builder.environment().clear();
        builder.environment().putAll(environment);
        try {
            builder.start();
        } catch (IOException e) {
            throw new HostException(Kind.REJECTED, "cannot start job " + job.name() + " in " + job.directory() + ": "
                    + e.getMessage(), e);
        }
    }

    /** Without cgroups each process is limited by itself, and what the whole machine has is no limit for one. */
    private static String memory(Job job) {
        OptionalLong memory = job.limits().memory();
        return memory.isPresent() ? "ulimit -d " + (memory.getAsLong() >> 10) + "; " : "";
    }

    private static PidFile pidFile(JobFolder folder) {
        return new PidFile(folder.result().resolveSibling("pid"));
    }

    @Override
    public boolean isThere(String name, JobFolder folder) {
        return pidFile(folder).living().isPresent();
    }

    @Override
    public void stop(String name, JobFolder folder) {
        pidFile(folder).living().ifPresent(pid -> new ProcessTree(pid).kill());
    }
}
