package dev.towline.restore;

import dev.towline.host.Host;
import dev.towline.host.Job;
import dev.towline.host.JobResult;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** A command over a whole database. One that an agent which died had begun is ended first: each can be begun again. */
final class RestoreJob {
    private static final Duration LIMIT = Duration.ofHours(4);
    private final Host host;
    private final String prefix;
    private final Consumer<String> output;

    /** @param prefix of the names of its jobs: whose they are */
    RestoreJob(Host host, String prefix, Consumer<String> output) {
        this.host = host;
        this.prefix = "towline-" + prefix.replaceAll("[^A-Za-z0-9]", "-");
        this.output = output;
    }

    /**
     * Says why it did not end well, or nothing.
     *
     * @param folder where it runs, and the only one that it may write
     */
    Optional<String> run(String what, List<String> argv, String user, String folder) {
        return run(what, argv, user, folder, List.of(folder));
    }

    /** As above, of one that writes no file. */
    Optional<String> run(String what, List<String> argv, String user) {
        return run(what, argv, user, "/", List.of());
    }

    private Optional<String> run(String what, List<String> argv, String user, String folder, List<String> writable) {
        Job job = new Job(prefix + "-" + what, argv, user, folder, Map.of(),
                List.of(), writable, LIMIT);
        host.jobs().forget(job.name());
        JobResult result = host.jobs().run(job, output);
        host.jobs().forget(job.name());
        return result.ok()
                ? Optional.empty()
                : Optional.of(what + " ended with " + result.exit() + ": " + result.output().strip());
    }
}
