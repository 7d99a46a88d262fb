package dev.towline.migrate.django;

import dev.towline.apply.Refused;
import dev.towline.apply.StepFailed.Fault;
import dev.towline.apply.Work;
import dev.towline.desired.TargetName;
import dev.towline.event.Event;
import dev.towline.event.Events;
import dev.towline.history.History;
import dev.towline.history.Undo;
import dev.towline.host.Host;
import dev.towline.render.RenderedRelease;
import dev.towline.render.RenderedRelease.Ordered;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The migrations of a release that a Django application brings: judged, run, and later contracted. */
public final class DjangoMigrations {
    private final Host host;
    private final History history;
    private final Events events;
    private final DjangoJobs jobs;

    public DjangoMigrations(Host host, History history, Events events, DjangoTools tools) {
        this.host = host;
        this.history = history;
        this.events = events;
        this.jobs = new DjangoJobs(host, tools);
    }

    /** The job that contracts. It may outlive its deployment, and whoever comes next must find it. */
    public static String contracting(Work work) {
        return work.job("contract");
    }

    /** How the shadows are taken away where judging was cut. */
    public static Undo judging(RenderedRelease release, Work work) {
        return Undo.all(Shadows.names(ordered(release)).values().stream()
                .map(shadow -> new Undo.Drop(shadow, Shadows.making(work))).toList());
    }

    /** Whether a restore point is worth taking: something is pending, or waits to be contracted. */
    public boolean touchesData(RenderedRelease release, Work work) {
        Answer status = jobs.ask(release, "status", List.of(), work);
        if (!status.ok()) {
            throw new Refused(Fault.ENVIRONMENT, "whether anything is pending cannot be told: " + status.why());
        }
        return status.any("pending") || status.any("waiting");
    }

    /**
     * Judges all that is pending on a shadow, and the release itself against the schema that it will meet. Nothing on the real
     * database is changed.
     *
     * @param running folder of the release that serves now, or null
     * @param maintenance whether they run as they are, because no code runs meanwhile
     * @throws Refused with file, statement, reason and remedy of everything that cannot be ordered
     */
    public void judge(RenderedRelease release, @Nullable String running, boolean maintenance, Work work) {
        // One that outlived the agent would take away, after this has looked, what the release needs.
        jobs.ended(contracting(work));
        jobs.tidy(release);
        Answer status = jobs.ask(release, "status", List.of(), work);
        if (!status.ok()) {
            throw new Refused(Fault.ENVIRONMENT, "nothing is migrated: " + status.why());
        }
        List<String> states = new ArrayList<>(states(release, running, work));
        if (!status.any("pending")) {
            states.addAll(List.of("--states", jobs.state(release, release.path(), work)));
            refuse(jobs.ask(release, "check", states, work), work);
            return;
        }
        try (Shadows shadows = Shadows.of(host, release, work)) {
            List<String> words = new ArrayList<>(shadows.words());
            words.addAll(maintenance ? List.of("--maintenance") : states);
            refuse(jobs.ask(release, "plan", words, work), work);
        }
    }

    private List<String> states(RenderedRelease release, @Nullable String running, Work work) {
        return running == null || running.equals(release.path())
                ? List.of()
                : List.of("--states", jobs.state(release, running, work));
    }

    private static void refuse(Answer answer, Work work) {
        answer.lines("statements", s -> s.path("phase").asText() + ": " + s.path("sql").asText()
                + (s.path("why").asText("").isEmpty() ? "" : " -- " + s.path("why").asText()))
                .forEach(work.output());
        answer.lines("notes", n -> n.asText()).forEach(work.output());
        if (!answer.ok()) {
            String remedy = answer.any("refusals")
                    ? "\nIt can also go out in maintenance, with a page and 503 meanwhile: towline approve "
                            + work.target()
                    : "";
            throw new Refused(answer.passing() ? Fault.ENVIRONMENT : Fault.REVISION, answer.why() + remedy);
        }
    }

    /** Runs what was judged: everything now that old code survives; the rest waits in the ledger. */
    public void expand(RenderedRelease release, boolean maintenance, Work work) {
        Ordered ordered = ordered(release);
        if (host.files().stat(jobs.file(release, "plan")).isEmpty()) {
            return; // Nothing was pending when it was judged.
        }
        List<String> words = new ArrayList<>(List.of("--plan", jobs.file(release, "plan"), "--lock-timeout",
                ordered.lockTimeout().toMillis() + "ms"));
        if (maintenance) {
            words.add("--maintenance");
        }
        Answer answer = jobs.run(release, work.migrating(), "run", words, work);
        ended("expand", release, answer, work);
        if (!answer.ok()) {
            throw new Refused(answer.passing() ? Fault.ENVIRONMENT : Fault.REVISION,
                    "the migration failed: " + answer.why());
        }
    }

    /**
     * Runs what waits and nobody needs any more. What cannot run yet is said and goes on waiting; that fails nothing.
     *
     * @param running folder of the release whose code must go on working
     * @param newer whether {@code release} is about to follow it, so that what its own earlier attempt deferred must wait
     */
    public void contract(RenderedRelease release, String running, boolean newer, Work work) {
        jobs.ended(contracting(work));
        Answer status = jobs.ask(release, "status", List.of(), work);
        if (!status.ok()) {
            work.output().accept("what waits goes on waiting: " + status.why());
            return;
        }
        if (!status.any("waiting")) {
            remember(work.target(), List.of());
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
        Answer answer = jobs.run(release, contracting(work), "contract", words, work);
        answer.lines("blocked", b -> "waits on: " + b.path("sql").asText() + " -- " + b.path("why").asText() + "; "
                + b.path("remedy").asText()).forEach(work.output());
        ended("contract", release, answer, work);
        if (!answer.ok() && !answer.any("blocked")) {
            work.output().accept("what waits goes on waiting: " + answer.why());
        }
    }

    /**
     * The last process of the release before has ended: data migrations that are marked so run once more, over what it wrote since. What
     * fails is tried again before the contract, so it fails nothing now.
     */
    public void settle(RenderedRelease release, Work work) {
        try {
            Answer answer = jobs.run(release, work.job("settle"), "settle", List.of(), work);
            answer.lines("repeated", r -> "ran once more: " + r.path("migration").asText()).forEach(work.output());
            if (!answer.ok()) {
                work.output().accept("could not be repeated now, is tried again before the contract: " + answer.why());
            }
        } catch (Refused refused) {
            work.output().accept("settling is left for the contract: " + refused.getMessage());
        }
    }

    private void ended(String phase, RenderedRelease release, Answer answer, Work work) {
        events.publish(new Event.MigrationRan(host.clock().instant(), work.target(), phase,
                answer.ok() ? "ok" : "failed"));
        Answer told = answer.cut() ? jobs.ask(release, "status", List.of(), work) : answer;
        if (!told.cut() && !told.json().path("databases").isEmpty()) {
            remember(work.target(), told.waiting());
        }
    }

    private void remember(TargetName target, List<String> waiting) {
        history.targets().waiting(target, waiting);
        events.publish(new Event.MigrationsPending(host.clock().instant(), target, "contract", waiting.size()));
    }

    static Ordered ordered(RenderedRelease release) {
        return release.migration().flatMap(RenderedRelease.Migration::ordered).orElseThrow();
    }

    /** Environment of a migration's process, besides the release's own. */
    static Map<String, String> environment(DjangoTools tools, String judge) {
        return Map.of("PYTHONPATH", tools.pythonPath(), "TOWLINE_JUDGE", judge, "PYTHONDONTWRITEBYTECODE", "1");
    }
}
