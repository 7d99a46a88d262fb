package dev.towline.release;

import dev.towline.apply.Refused;
import dev.towline.apply.ReleaseEffects;
import dev.towline.apply.StepFailed.Fault;
import dev.towline.apply.Work;
import dev.towline.desired.TargetName;
import dev.towline.event.Event;
import dev.towline.event.Events;
import dev.towline.history.DeploymentId;
import dev.towline.history.Undo;
import dev.towline.host.Host;
import dev.towline.host.HostException;
import dev.towline.host.Job;
import dev.towline.host.JobResult;
import dev.towline.migrate.order.OrderedMigrations;
import dev.towline.plan.Action;
import dev.towline.render.RenderedRelease;
import dev.towline.render.RenderedRelease.BuildStep;
import dev.towline.render.RenderedRelease.Migration;
import dev.towline.restore.RestorePoints;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The release's part of a plan: build, restore point, migrations. */
public final class Releases implements ReleaseEffects {
    private final Host host;
    private final ReleaseBuilder builder;
    private final RestorePoints points;
    private final OrderedMigrations ordered;
    private final Events events;
    /** The deployment of each target that last found something to change in its database. */
    private final Map<TargetName, DeploymentId> touches = new ConcurrentHashMap<>();

    public Releases(Host host, ReleaseBuilder builder, RestorePoints points, OrderedMigrations ordered,
            Events events) {
        this.host = host;
        this.builder = builder;
        this.points = points;
        this.ordered = ordered;
        this.events = events;
    }

    @Override
    public void buildEnvironment(RenderedRelease release, Work work) {
        builder.environment(release, work);
    }

    @Override
    public void buildRelease(RenderedRelease release, Work work) {
        builder.release(release, work);
    }

    @Override
    public void save(RenderedRelease release, Work work) {
        Migration migration = release.migration().orElseThrow();
        boolean touched = migration.ordered().isPresent()
                ? ordered.touchesData(release, work)
                : pending(release, migration, work);
        if (touched) {
            touches.put(work.target(), work.deployment());
            points.take(release, migration.saves(), work);
        }
    }

    @Override
    public boolean touchesData(Work work) {
        return work.deployment().equals(touches.get(work.target()));
    }

    @Override
    public Undo whileJudging(Action.JudgeMigrations action, Work work) {
        return OrderedMigrations.judging(action.release(), work);
    }

    @Override
    public void judge(Action.JudgeMigrations action, Work work) {
        ordered.judge(action.release(), action.running(), action.maintenance(), work);
    }

    @Override
    public void settle(RenderedRelease release, Work work) {
        ordered.settle(release, work);
    }

    /** Where this deployment took none, nothing was pending, and nothing is put back. */
    @Override
    public Undo putBack(RenderedRelease release, Work work) {
        return Undo.all(release.migration().orElseThrow().saves().stream().flatMap(
                source -> points.of(work, source).map(point -> new Undo.PutBack(source.place(), point)).stream())
                .toList());
    }

    @Override
    public Undo whileContracting(Work work) {
        return new Undo.EndJob(OrderedMigrations.contracting(work));
    }

    @Override
    public void contract(Action.Contract action, Work work) {
        ordered.contract(action.release(), action.running(), action.newer(), work);
    }

    @Override
    public Undo whileMigrating(Action.Migrate action, Work work) {
        return new Undo.EndJob(work.migrating());
    }

    /** Whether anything is pending is asked again, because between the restore point and now a person may have migrated. */
    @Override
    public void migrate(Action.Migrate action, Work work) {
        RenderedRelease release = action.release();
        Migration migration = release.migration().orElseThrow();
        if (migration.ordered().isPresent()) {
            ordered.expand(release, action.maintenance(), work);
            return;
        }
        if (!pending(release, migration, work)) {
            return;
        }
        touches.put(work.target(), work.deployment());
        BuildStep step = migration.run();
        work.output().accept("$ " + String.join(" ", step.argv()));
        Job job = job(release, work.migrating(), step);
        JobResult result = run(job, work);
        host.jobs().forget(work.migrating());
        events.publish(
                new Event.MigrationRan(host.clock().instant(), work.target(), "expand", result.ok() ? "ok" : "failed"));
        if (!result.ok()) {
            boolean environment = result.killed() || NetworkSigns.in(result.output());
            throw new Refused(environment ? Fault.ENVIRONMENT : Fault.REVISION,
                    "the migration " + JobEnds.of(job, result));
        }
    }

    private JobResult run(Job job, Work work) {
        try {
            return host.jobs().run(job, work.output());
        } catch (HostException e) {
            throw JobEnds.late(e);
        }
    }

    private boolean pending(RenderedRelease release, Migration migration, Work work) {
        Job job = job(release, work.job("pending"), migration.pending());
        host.jobs().forget(job.name());
        JobResult result = host.jobs().run(job, work.output());
        host.jobs().forget(job.name());
        return !result.ok();
    }

    private static Job job(RenderedRelease release, String name, BuildStep step) {
        return new Job(name, step.argv(), release.user(), release.app(release.appFolder()), Map.of(),
                release.environmentFiles(),
                release.writable(), release.limits().of(step), release.limits().job().withAnyOutput());
    }
}
