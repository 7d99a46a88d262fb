package dev.towline.migrate.files;

import dev.towline.apply.Refused;
import dev.towline.apply.StepFailed.Fault;
import dev.towline.apply.Work;
import dev.towline.desired.MigrationOverride;
import dev.towline.event.Events;
import dev.towline.history.History;
import dev.towline.host.Host;
import dev.towline.migrate.order.Answer;
import dev.towline.migrate.order.Explanation;
import dev.towline.migrate.order.MigrationJobs;
import dev.towline.migrate.order.MigrationTools;
import dev.towline.migrate.order.OrderedMigrations;
import dev.towline.migrate.order.Shadows;
import dev.towline.migrate.order.Telling;
import dev.towline.render.RenderedRelease;
import dev.towline.render.RenderedRelease.Engine;
import dev.towline.render.RenderedRelease.Ordered;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The migrations of a release that brings SQL files: judged, run, and later contracted. */
public final class FileMigrations implements OrderedMigrations {
    private final Host host;
    private final Telling telling;
    private final MigrationJobs jobs;
    private final MigrationTools tools;

    public FileMigrations(Host host, History history, Events events, MigrationTools tools) {
        this.host = host;
        this.telling = new Telling(host, history, events);
        this.jobs = new MigrationJobs(host);
        this.tools = tools;
    }

    @Override
    public boolean touchesData(RenderedRelease release, Work work) {
        Answer status = ask(release, "status", List.of(), work);
        if (!status.ok()) {
            throw failed(status, "whether anything is pending cannot be told: ");
        }
        return status.any("pending") || status.any("waiting");
    }

    @Override
    public void judge(RenderedRelease release, @Nullable String running, boolean maintenance, Work work) {
        // One that outlived the agent would take away, after this has looked, what the release needs.
        jobs.ended(OrderedMigrations.contracting(work));
        jobs.tidy(release);
        host.files().delete(MigrationJobs.file(release, "plan"));
        Answer status = ask(release, "status", List.of(), work);
        if (!status.ok()) {
            throw failed(status, "nothing is migrated: ");
        }
        if (!status.any("pending") && !(maintenance && status.any("waiting"))) {
            telling.refuse(ask(release, "check", List.of(), work), work);
            return;
        }
        try (Shadows shadows = Shadows.of(host, release, work)) {
            List<String> words = new ArrayList<>(shadows.words());
            if (maintenance) {
                words.add("--maintenance");
            } else if (running != null && !running.equals(release.path())) {
                words.addAll(List.of("--running", folder(release, running)));
            }
            telling.refuse(ask(release, "plan", words, work), work);
        }
    }

    @Override
    public void expand(RenderedRelease release, boolean maintenance, Work work) {
        String plan = MigrationJobs.file(release, "plan");
        if (host.files().stat(plan).isEmpty()) {
            return; // Nothing was pending when it was judged.
        }
        List<String> words = new ArrayList<>(List.of("--plan", plan));
        if (maintenance) {
            words.add("--maintenance");
        }
        Answer answer = change(release, work.migrating(), "run", words, work);
        telling.ended("expand", answer, () -> ask(release, "status", List.of(), work), work);
        if (!answer.ok()) {
            throw failed(answer, "the migration failed: ");
        }
    }

    @Override
    public void contract(RenderedRelease release, String running, boolean newer, Work work) {
        jobs.ended(OrderedMigrations.contracting(work));
        Answer status = ask(release, "status", List.of(), work);
        if (!status.ok()) {
            work.output().accept("what waits goes on waiting: " + status.why());
            return;
        }
        if (!status.any("waiting")) {
            telling.remember(work.target(), List.of());
            return;
        }
        List<String> words = new ArrayList<>(List.of("--running", folder(release, running)));
        if (newer) {
            words.add("--both");
        }
        telling.contracted(change(release, OrderedMigrations.contracting(work), "contract", words, work),
                () -> ask(release, "status", List.of(), work), work);
    }

    /** Backfills that are marked so run once more, over what the release before wrote since; then traffic counts anew. */
    @Override
    public void settle(RenderedRelease release, Work work) {
        telling.settled(() -> change(release, work.job("settle"), "settle", List.of(), work), work);
    }

    @Override
    public List<Explanation> examine(RenderedRelease release, Work work) {
        return ask(release, "doctor", List.of(), work).explained();
    }

    private static Refused failed(Answer answer, String what) {
        return new Refused(answer.passing() ? Fault.ENVIRONMENT : Fault.REVISION, what + answer.why());
    }

    private Answer ask(RenderedRelease release, String command, List<String> words, Work work) {
        return run(release, work.job(command), command, words, false, work);
    }

    private Answer change(RenderedRelease release, String job, String command, List<String> words, Work work) {
        return run(release, job, command, words, true, work);
    }

    private Answer run(RenderedRelease release, String job, String command, List<String> words, boolean changes,
            Work work) {
        Ordered ordered = OrderedMigrations.ordered(release);
        Engine.SqlFiles engine = engine(ordered);
        String out = MigrationJobs.file(release, command);
        List<String> argv = new ArrayList<>(tools.command("migrate-files"));
        argv.addAll(List.of(command, "--out", out, "--release", release.id(), "--folder",
                folder(release, release.path()), "--database", ordered.databases().getFirst().place(), "--url-from",
                engine.url(),
                "--lock-timeout", String.valueOf(ordered.lockTimeout().toMillis()), "--baseline",
                String.valueOf(engine.baseline())));
        for (MigrationOverride override : ordered.overrides()) {
            argv.addAll(List.of("--override", override.rule(), override.migration(), override.sha256(),
                    override.reason()));
        }
        argv.addAll(words);
        return jobs.run(release, new MigrationJobs.Call(job, release.path(), command, argv, Map.of(), out, changes,
                changes ? engine.timeout() : MigrationJobs.LOOK), work);
    }

    /** Where the files of a release are that is here. */
    private static String folder(RenderedRelease release, String path) {
        String below = release.appFolder().isEmpty() ? "" : "/" + release.appFolder();
        return path + "/app" + below + "/" + engine(OrderedMigrations.ordered(release)).folder();
    }

    private static Engine.SqlFiles engine(Ordered ordered) {
        return switch (ordered.engine()) {
            case Engine.SqlFiles files -> files;
            case Engine.Django django -> throw new IllegalStateException("Django's migrations are no SQL files");
        };
    }
}
