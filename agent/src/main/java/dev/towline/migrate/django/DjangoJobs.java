package dev.towline.migrate.django;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
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
import dev.towline.render.RenderedRelease.Ordered;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Runs towline_django as a job of the site's user, with the environment of the release that it is about, and reads what it wrote. The
 * files lie in a folder of the site's own; what is in them is input like any other.
 */
final class DjangoJobs {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> CHANGING = Set.of("run", "contract", "settle");
    private static final long LARGEST = 64L << 20;
    private static final Duration LOOK = Duration.ofMinutes(10);
    private final Host host;
    private final DjangoTools tools;
    private final String judge;

    DjangoJobs(Host host, DjangoTools tools) {
        this.host = host;
        this.tools = tools;
        try {
            this.judge = JSON.writeValueAsString(tools.judge());
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("the judge's command", e);
        }
    }

    String file(RenderedRelease release, String command) {
        return DjangoMigrations.ordered(release).folder() + "/" + release.id() + "." + command + ".json";
    }

    /** Deletes what was written for releases that are gone. */
    void tidy(RenderedRelease release) {
        String folder = DjangoMigrations.ordered(release).folder();
        for (String name : host.files().list(folder)) {
            String id = name.substring(0, Math.max(0, name.indexOf('.')));
            if (name.endsWith(".json") && host.files().stat(release.home() + "/releases/" + id).isEmpty()) {
                host.files().delete(folder + "/" + name);
            }
        }
    }

    /** A command that changes nothing on the real database. */
    Answer ask(RenderedRelease release, String command, List<String> words, Work work) {
        return run(release, work.job(command), command, words, work);
    }

    /** File with the model state of a release that is here, in the words of its own code. */
    String state(RenderedRelease release, String path, Work work) {
        String id = path.substring(path.lastIndexOf('/') + 1);
        String out = DjangoMigrations.ordered(release).folder() + "/" + id + ".state.json";
        if (host.files().stat(out).isEmpty()) {
            Answer answer = run(release, path, work.job("state"), "state", out,
                    List.of("--release", id), work);
            if (!answer.ok()) {
                host.files().delete(out);
                throw new Refused(Fault.ENVIRONMENT, "what release " + id + " needs cannot be told: " + answer.why());
            }
        }
        return out;
    }

    Answer run(RenderedRelease release, String name, String command, List<String> words, Work work) {
        List<String> all = new ArrayList<>(List.of("--release", release.id()));
        all.addAll(words);
        DjangoMigrations.ordered(release).databases().forEach(own -> all.addAll(List.of("--owned", own.place())));
        all.addAll(Permits.words(DjangoMigrations.ordered(release), command));
        return run(release, release.path(), name, command, file(release, command), all, work);
    }

    /** @param path folder of the release in whose environment it runs, the one in hand or one that is here already */
    private Answer run(RenderedRelease release, String path, String name, String command, String out,
            List<String> words, Work work) {
        Ordered ordered = DjangoMigrations.ordered(release);
        host.files().makeDirectory(ordered.folder(), new Ownership(release.user(), release.user(), 0700));
        host.files().delete(out);
        List<String> argv = new ArrayList<>(List.of(path + "/" + RenderedRelease.ENVIRONMENT + "/" + ordered.python(),
                "-m", "towline_django", command, "--out", out));
        argv.addAll(words);
        List<String> writable = new ArrayList<>(release.writable());
        writable.add(ordered.folder());
        String app = path + "/app" + (release.appFolder().isEmpty() ? "" : "/" + release.appFolder());
        List<String> environment = release.environmentFiles().stream()
                .map(file -> path + file.substring(release.path().length())).toList();
        boolean changes = CHANGING.contains(command);
        Job job = new Job(name, argv, release.user(), app, DjangoMigrations.environment(tools, judge), environment,
                writable, changes ? release.migration().orElseThrow().run().timeout() : LOOK);
        if (changes) {
            ended(job.name());
        }
        host.jobs().forget(job.name());
        JobResult result = host.jobs().run(job, work.output());
        host.jobs().forget(job.name());
        return read(out, result, command);
    }

    /** One that an agent which died began is never cut. */
    void ended(String name) {
        JobsEnd.await(host, name);
        host.jobs().forget(name);
    }

    private Answer read(String out, JobResult result, String command) {
        FileStat stat = host.files().stat(out).orElse(null);
        if (stat == null || !stat.isFile() || stat.size() > LARGEST) {
            throw new Refused(result.killed() ? Fault.ENVIRONMENT : Fault.REVISION,
                    "'" + command + "' of the migrations ended with " + result.exit() + " and said nothing: "
                            + result.output().strip());
        }
        try {
            return new Answer(JSON.readTree(host.files().read(out)));
        } catch (IOException e) {
            throw new Refused(Fault.REVISION,
                    "'" + command + "' of the migrations wrote no JSON to " + out + ": " + e.getMessage());
        }
    }
}
