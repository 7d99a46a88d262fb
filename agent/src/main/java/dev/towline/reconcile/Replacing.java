package dev.towline.reconcile;

import dev.towline.apply.Refused;
import dev.towline.apply.ReleaseEffects;
import dev.towline.apply.StepFailed.Fault;
import dev.towline.apply.Undoing;
import dev.towline.apply.Work;
import dev.towline.desired.TargetName;
import dev.towline.event.Event;
import dev.towline.event.Events;
import dev.towline.history.Deployment;
import dev.towline.history.History;
import dev.towline.history.Outcome;
import dev.towline.history.Owned;
import dev.towline.history.Pair;
import dev.towline.history.Undo;
import dev.towline.host.Host;
import dev.towline.host.HostException;
import dev.towline.host.UnitState;
import dev.towline.plan.Action;
import dev.towline.plan.Maintenance;
import dev.towline.render.RenderedFile;
import dev.towline.render.RenderedRelease;
import dev.towline.render.RenderedRelease.RestoreSource;
import dev.towline.restore.Proving;
import dev.towline.restore.RestorePoint;
import dev.towline.restore.RestorePoints;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Puts a restore point in the place of a site's database, as a deployment of its own: each step is in the journal with its inverse,
 * so that whatever fails, or wherever it is cut, the site comes back on the database that it had.
 */
final class Replacing {
    private final Host host;
    private final History history;
    private final Events events;
    private final RestorePoints points;
    private final Proving proving;
    private final ReleaseEffects releases;
    private final Undoing undoing;
    private final DeploymentIds ids;

    Replacing(Host host, History history, Events events, RestorePoints points, Proving proving, ReleaseEffects releases,
            Undoing undoing, DeploymentIds ids) {
        this.host = host;
        this.history = history;
        this.events = events;
        this.points = points;
        this.proving = proving;
        this.releases = releases;
        this.undoing = undoing;
        this.ids = ids;
    }

    /**
     * The site serves until the point is restored beside; then it is closed until the databases are exchanged and the release that
     * runs has brought its migrations.
     *
     * @param save whether a restore point of what is there now is taken first
     * @return what a person should know
     * @throws Refused with the reason, everything being as it was
     */
    List<String> replace(TargetName target, RestoreSource live, RestorePoint point, RenderedRelease release,
            boolean save, String by) {
        Pair pair = history.targets().lastGood(target).orElseThrow();
        Deployment deployment = new Deployment(ids.next(host.clock().instant()), target, "restore by " + by,
                pair.config(), pair.app(), pair.release(), by, "restore " + point.name(), host.clock().instant(), null,
                Outcome.RUNNING, "", List.of());
        Work work = new Work(target, deployment.id(), line -> history.deployments().append(deployment.id(), line),
                () -> false);
        history.deployments().put(deployment);
        events.publish(new Event.DeploymentStarted(deployment.started(), target, deployment.id().value(),
                deployment.config(), deployment.app(), deployment.release()));
        history.journal().open(target, deployment.id());
        List<String> notes;
        try {
            proving.prepare(target, live, point, work.output());
            notes = exchange(live, point, release, save, work);
        } catch (Refused | HostException e) {
            undo(target, e);
            end(deployment, Outcome.FAILED, String.valueOf(e.getMessage()));
            throw new Refused(Fault.ENVIRONMENT, e.getMessage() + "; all is as it was");
        }
        // As with every deployment: until the record says so all is taken back, from then on nothing.
        end(deployment, Outcome.SUCCEEDED, "");
        host.files().delete(Maintenance.flag(release));
        history.journal().close(target);
        return notes;
    }

    private void undo(TargetName target, RuntimeException why) {
        try {
            undoing.undo(target);
        } catch (HostException e) {
            throw new Refused(Fault.ENVIRONMENT, why.getMessage()
                    + "; taking that back did not work yet and is tried again with each pass: " + e.getMessage());
        }
    }

    private List<String> exchange(RestoreSource live, RestorePoint point, RenderedRelease release, boolean save,
            Work work) {
        List<String> notes = new ArrayList<>();
        RenderedFile flag = Maintenance.file(release);
        done(work, "close the site", new Undo.Remove(flag.path()),
                () -> host.files().write(flag.path(), flag.content().bytes(), flag.ownership()));
        List<Stopped> stopped = stop(work);
        if (save && proving.isThere(live)) {
            notes.add("what was there is saved as "
                    + points.take(RestorePoint.BEFORE_RESTORE, release, live, work).name());
        }
        Undo.TakeBack inverse = proving.inverse(live, point);
        done(work, "put " + point.name() + " in its place", inverse,
                () -> proving.exchange(work.target(), inverse, work.output()));
        notes.add("what was there is kept as " + inverse.aside() + "; remove it when nobody misses anything");
        migrate(release, work);
        stopped.reversed().stream().filter(Stopped::again).forEach(unit -> start(unit, work));
        return notes;
    }

    /** The point may be older than the code that runs: its migrations come again, while nothing else runs. */
    private void migrate(RenderedRelease release, Work work) {
        if (release.migration().isEmpty()) {
            return;
        }
        Action.Migrate action = new Action.Migrate(release, true);
        done(work, action.describe(), releases.whileMigrating(action, work), () -> {
            if (release.migration().orElseThrow().ordered().isPresent()) {
                releases.judge(new Action.JudgeMigrations(release, null, true), work);
            }
            releases.migrate(action, work);
        });
    }

    private void done(Work work, String step, Undo inverse, Runnable effect) {
        work.output().accept(step);
        long entry = history.journal().intend(work.target(), step, inverse);
        effect.run();
        history.journal().done(work.target(), entry);
    }

    /** @param again whether it is started again; what a timer starts is not */
    private record Stopped(String unit, boolean enabled, boolean again) {}

    /** First what starts others: sockets, then timers. */
    private List<Stopped> stop(Work work) {
        Set<String> ours = history.inventory().of(work.target()).stream()
                .filter(o -> o.kind() == Owned.Kind.UNIT && o.after() == null).map(Owned::name)
                .collect(Collectors.toSet());
        Map<String, UnitState> states = host.services().states(ours);
        List<Stopped> stopped = new ArrayList<>();
        ours.stream().filter(unit -> isUp(states.getOrDefault(unit, UnitState.ABSENT)))
                .sorted(Comparator.comparing(Replacing::rank).thenComparing(unit -> unit)).forEach(unit -> {
                    boolean again = !ours.contains(unit.replaceFirst("\\.service$", ".timer"))
                            || !unit.endsWith(".service");
                    boolean enabled = states.getOrDefault(unit, UnitState.ABSENT).enabled();
                    done(work, "stop " + unit, new Undo.PutUnit(unit, enabled, again),
                            () -> host.services().stop(unit));
                    stopped.add(new Stopped(unit, enabled, again));
                });
        return stopped;
    }

    private static boolean isUp(UnitState state) {
        return state.active() == UnitState.Active.ACTIVE || state.active() == UnitState.Active.ACTIVATING;
    }

    private static int rank(String unit) {
        return unit.endsWith(".socket") ? 0 : unit.endsWith(".timer") ? 1 : 2;
    }

    private void start(Stopped unit, Work work) {
        done(work, "start " + unit.unit(), new Undo.PutUnit(unit.unit(), unit.enabled(), false),
                () -> host.services().start(unit.unit()));
    }

    private void end(Deployment deployment, Outcome outcome, String reason) {
        history.deployments().put(Ending.of(deployment, host.clock().instant(), outcome, reason, List.of()));
        events.publish(new Event.DeploymentEnded(host.clock().instant(), deployment.target(), deployment.id().value(),
                outcome.name().toLowerCase(Locale.ROOT).replace('_', '-'), reason, null));
    }
}
