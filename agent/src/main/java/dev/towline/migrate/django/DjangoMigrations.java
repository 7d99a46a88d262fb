package dev.towline.migrate.django;

import dev.towline.apply.Refused;
import dev.towline.apply.StepFailed.Fault;
import dev.towline.apply.Work;
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
import dev.towline.render.RenderedRelease.Ordered;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The migrations of a release that a Django application brings: judged, run, and later contracted. */
public final class DjangoMigrations implements OrderedMigrations {
    private final Host host;
    private final Telling telling;
    private final DjangoJobs jobs;

    public DjangoMigrations(Host host, History history, Events events, MigrationTools tools) {
        this.host = host;
        this.telling = new Telling(host, history, events);
        this.jobs = new DjangoJobs(host, tools);
    }

    @Override
    public boolean touchesData(RenderedRelease release, Work work) {
        Answer status = jobs.ask(release, "status", List.of(), work);
        if (!status.ok()) {
            throw new Refused(Fault.ENVIRONMENT, "whether anything is pending cannot be told: " + status.why());
        }
        return status.any("pending") || status.any("waiting");
    }

    @Override
    public void judge(RenderedRelease release, @Nullable String running, boolean maintenance, Work work) {
        // One that outlived the agent would take away, after this has looked, what the release needs.
        jobs.ended(OrderedMigrations.contracting(work));
        jobs.tidy(release);
        Answer status = jobs.ask(release, "status", List.of(), work);
        if (!status.ok()) {
            throw new Refused(Fault.ENVIRONMENT, "nothing is migrated: " + status.why());
        }
        if (maintenance && !status.any("pending")) {
            work.output().accept("nothing is pending; what the models and the database disagree about was approved");
            return;
        }
        List<String> states = new ArrayList<>(states(release, running, work));
        if (!status.any("pending")) {
            states.addAll(List.of("--states", jobs.state(release, release.path(), work)));
            telling.refuse(jobs.ask(release, "check", states, work), work);
            return;
        }
        try (Shadows shadows = Shadows.of(host, release, work)) {
            List<String> words = new ArrayList<>(shadows.words());
            words.addAll(maintenance ? List.of("--maintenance") : states);
            telling.refuse(jobs.ask(release, "plan", words, work), work);
        }
    }

    private List<String> states(RenderedRelease release, @Nullable String running, Work work) {
        return running == null || running.equals(release.path())
                ? List.of()
                : List.of("--states", jobs.state(release, running, work));
    }

    @Override
    public void expand(RenderedRelease release, boolean maintenance, Work work) {
        Ordered ordered = OrderedMigrations.ordered(release);
        if (host.files().stat(MigrationJobs.file(release, "plan")).isEmpty()) {
            return; // Nothing was pending when it was judged.
        }
        List<String> words = new ArrayList<>(List.of("--plan", MigrationJobs.file(release, "plan"), "--lock-timeout",
                ordered.lockTimeout().toMillis() + "ms"));
        if (maintenance) {
            words.add("--maintenance");
        }
        Answer answer = jobs.run(release, work.migrating(), "run", words, work);
        telling.ended("expand", answer, () -> jobs.ask(release, "status", List.of(), work), work);
        if (!answer.ok()) {
            throw new Refused(answer.passing() ? Fault.ENVIRONMENT : Fault.REVISION,
                    "the migration failed: " + answer.why());
        }
    }

    @Override
    public void contract(RenderedRelease release, String running, boolean newer, Work work) {
        jobs.ended(OrderedMigrations.contracting(work));
        Answer status = jobs.ask(release, "status", List.of(), work);
        if (!status.ok()) {
            work.output().accept("what waits goes on waiting: " + status.why());
            return;
        }
        if (!status.any("waiting")) {
            telling.remember(work.target(), List.of());
            return;
        }
        List<String> words = new ArrayList<>(List.of("--states", jobs.state(release, running, work)));
        if (newer) {
            words.addAll(List.of("--only-before", release.id()));
            if (!status.any("pending")) {
                // Perhaps an older one that comes back: what it knows stays. One with migrations may make anew what waits to go.
                words.addAll(List.of("--states", jobs.state(release, release.path(), work)));
            }
        }
        Answer answer = jobs.run(release, OrderedMigrations.contracting(work), "contract", words, work);
        telling.contracted(answer, () -> jobs.ask(release, "status", List.of(), work), work);
    }

    /** Data migrations that are marked so run once more, over what the release before wrote since. */
    @Override
    public void settle(RenderedRelease release, Work work) {
        telling.settled(() -> jobs.run(release, work.job("settle"), "settle", List.of(), work), work);
    }

    @Override
    public List<Explanation> examine(RenderedRelease release, Work work) {
        return jobs.ask(release, "doctor", List.of(), work).explained();
    }

    /** Environment of a migration's process, besides the release's own. */
    static Map<String, String> environment(MigrationTools tools, String judge) {
        return Map.of("PYTHONPATH", tools.pythonPath(), "TOWLINE_JUDGE", judge, "PYTHONDONTWRITEBYTECODE", "1");
    }
}
