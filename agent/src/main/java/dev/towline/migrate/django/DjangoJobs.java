package dev.towline.migrate.django;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.towline.apply.Refused;
import dev.towline.apply.StepFailed.Fault;
import dev.towline.apply.Work;
import dev.towline.host.Host;
import dev.towline.migrate.order.Answer;
import dev.towline.migrate.order.MigrationJobs;
import dev.towline.migrate.order.MigrationTools;
import dev.towline.migrate.order.OrderedMigrations;
import dev.towline.render.RenderedRelease;
import dev.towline.render.RenderedRelease.Engine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The commands of towline_django, as jobs. */
final class DjangoJobs {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> CHANGING = Set.of("run", "contract", "settle");
    private final Host host;
    private final MigrationJobs jobs;
    private final MigrationTools tools;
    private final String judge;

    DjangoJobs(Host host, MigrationTools tools) {
        this.host = host;
        this.jobs = new MigrationJobs(host);
        this.tools = tools;
        try {
            this.judge = JSON.writeValueAsString(tools.command("judge"));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("the judge's command", e);
        }
    }

    /** A command that changes nothing on the real database. */
    Answer ask(RenderedRelease release, String command, List<String> words, Work work) {
        return run(release, work.job(command), command, words, work);
    }

    /** File with the model state of a release that is here, in the words of its own code. */
    String state(RenderedRelease release, String path, Work work) {
        String id = path.substring(path.lastIndexOf('/') + 1);
        String out = OrderedMigrations.ordered(release).folder() + "/" + id + ".state.json";
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
        OrderedMigrations.ordered(release).databases().forEach(own -> all.addAll(List.of("--owned", own.place())));
        all.addAll(Permits.words(OrderedMigrations.ordered(release), command));
        return run(release, release.path(), name, command, MigrationJobs.file(release, command), all, work);
    }

    /** @param path folder of the release in whose environment it runs, the one in hand or one that is here already */
    private Answer run(RenderedRelease release, String path, String name, String command, String out,
            List<String> words, Work work) {
        List<String> argv = new ArrayList<>(List.of(path + "/" + RenderedRelease.ENVIRONMENT + "/" + python(release),
                "-m", "towline_django", command, "--out", out));
        argv.addAll(words);
        boolean changes = CHANGING.contains(command);
        Duration limit = changes ? release.migration().orElseThrow().run().timeout() : MigrationJobs.LOOK;
        return jobs.run(release, new MigrationJobs.Call(name, path, command, argv,
                DjangoMigrations.environment(tools, judge), out, changes, limit), work);
    }

    private static String python(RenderedRelease release) {
        return switch (OrderedMigrations.ordered(release).engine()) {
            case Engine.Django django -> django.python();
            case Engine.SqlFiles files -> throw new IllegalStateException("SQL files need no interpreter");
        };
    }

    /** Deletes what was written for releases that are gone. */
    void tidy(RenderedRelease release) {
        jobs.tidy(release);
    }

    /** One that an agent which died began is never cut. */
    void ended(String name) {
        jobs.ended(name);
    }
}
