package dev.towline.migrate.order;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.towline.budget.Budget;
import dev.towline.apply.JobsEnd;
import dev.towline.apply.Refused;
import dev.towline.apply.StepFailed.Fault;
import dev.towline.apply.Work;
import dev.towline.host.FileStat;
import dev.towline.host.Host;
import dev.towline.host.Job;
import dev.towline.host.JobResult;
import dev.towline.host.Ownership;
import dev.towline.render.RenderedRelease;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Runs a command of an engine as a job of the site's user, with the environment of the release that it is about, and reads what it
 * wrote. The files lie in a folder of the site's own; what is in them is input like any other.
 */
public final class MigrationJobs {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long LARGEST = Budget.HOST_FILE.amount();
    /** How long a command may take that changes nothing. */
    public static final Duration LOOK = Duration.ofMinutes(10);
    private final Host host;

    public MigrationJobs(Host host) {
        this.host = host;
    }

    /**
     * One command.
     *
     * @param name of the job
     * @param path folder of the release in whose environment it runs, the one in hand or one that is here already
     * @param changes whether it changes the real database: then one that an agent which died began is waited for and not cut
     */
    public record Call(String name, String path, String command, List<String> argv, Map<String, String> environment,
            String out, boolean changes, Duration limit) {}

    /** Where an answer lies. */
    public static String file(RenderedRelease release, String command) {
        return OrderedMigrations.ordered(release).folder() + "/" + release.id() + "." + command + ".json";
    }

    public Answer run(RenderedRelease release, Call call, Work work) {
        String folder = OrderedMigrations.ordered(release).folder();
        if (call.changes()) {
            ended(call.name());
        }
        host.files().makeDirectory(folder, new Ownership(release.user(), release.user(), 0700));
        host.files().delete(call.out());
        List<String> writable = new ArrayList<>(release.writable());
        writable.add(folder);
        String app = call.path() + "/app" + (release.appFolder().isEmpty() ? "" : "/" + release.appFolder());
        List<String> environment = release.environmentFiles().stream()
                .map(file -> call.path() + file.substring(release.path().length())).toList();
        Job job = new Job(call.name(), call.argv(), release.user(), app, call.environment(), environment, writable,
                call.limit(), release.limits().job().withAnyOutput());
        host.jobs().forget(job.name());
        JobResult result = host.jobs().run(job, work.output());
        host.jobs().forget(job.name());
        return read(call, result);
    }

    /** Deletes what was written for releases that are gone. */
    public void tidy(RenderedRelease release) {
        String folder = OrderedMigrations.ordered(release).folder();
        for (String name : host.files().list(folder)) {
            String id = name.substring(0, Math.max(0, name.indexOf('.')));
            if (name.endsWith(".json") && host.files().stat(release.home() + "/releases/" + id).isEmpty()) {
                host.files().delete(folder + "/" + name);
            }
        }
    }

    /** One that an agent which died began is never cut. */
    public void ended(String name) {
        JobsEnd.await(host, name);
        host.jobs().forget(name);
    }

    private Answer read(Call call, JobResult result) {
        FileStat stat = host.files().stat(call.out()).orElse(null);
        if (stat == null || !stat.isFile() || stat.size() > LARGEST) {
            throw new Refused(result.killed() ? Fault.ENVIRONMENT : Fault.REVISION,
                    "'" + call.command() + "' of the migrations ended with " + result.exit() + " and said nothing: "
                            + result.output().strip());
        }
        try {
            return new Answer(JSON.readTree(host.files().read(call.out())));
        } catch (IOException e) {
            throw new Refused(Fault.REVISION, "'" + call.command() + "' of the migrations wrote no JSON to "
                    + call.out() + ": " + e.getMessage());
        }
    }
}
