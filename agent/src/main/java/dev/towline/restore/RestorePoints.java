package dev.towline.restore;

import dev.towline.apply.Refused;
import dev.towline.apply.StepFailed.Fault;
import dev.towline.apply.Work;
import dev.towline.desired.TargetName;
import dev.towline.event.Event;
import dev.towline.event.Events;
import dev.towline.history.DeploymentId;
import dev.towline.host.FileStat;
import dev.towline.host.Host;
import dev.towline.host.HostException;
import dev.towline.host.HostFiles;
import dev.towline.host.Ownership;
import dev.towline.render.RenderedRelease;
import dev.towline.render.RenderedRelease.RestoreSource;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** Takes a dump to a temporary name, reads it back whole, writes its SHA-256 beside, and only then gives it its name. */
public final class RestorePoints {
    private final Host host;
    private final Events events;
    private final PointFolder points;
    private final DumpCommands dumps;
    private final Map<TargetName, Taken> taken = new ConcurrentHashMap<>();

    public RestorePoints(Host host, Events events, PointFolder points, DumpCommands dumps) {
        this.host = host;
        this.events = events;
        this.points = points;
        this.dumps = dumps;
    }

    public void take(RenderedRelease release, List<RestoreSource> sources, Work work) {
        for (RestoreSource source : sources) {
            if (dumps.exists(host, source)) {
                take(release.id(), release, source, work);
            }
        }
    }

    /**
     * What this deployment has taken of this source, to be put back if it fails; never an older one, since when others may have
     * written.
     *
     * @throws Refused where there would be no room to put it back
     */
    public Optional<String> of(Work work, RestoreSource source) {
        Optional<String> point = taken(work, source);
        if (point.isPresent()) {
            new Beside(host, dumps, work.target().value(), work.output()).requireRoom(source);
        }
        return point;
    }

    private Optional<String> taken(Work work, RestoreSource source) {
        return Optional.ofNullable(taken.get(work.target())).filter(t -> t.by().equals(work.deployment()))
                .map(Taken::points).orElse(List.of()).stream().filter(p -> dumps.isOf(p, source))
                .reduce((first, last) -> last).map(RestorePoint::path);
    }

    /** The points of one deployment. */
    private record Taken(DeploymentId by, List<RestorePoint> points) {}

    private void remember(Work work, RestorePoint point) {
        taken.merge(work.target(), new Taken(work.deployment(), List.of(point)),
                (before, now) -> before.by().equals(now.by())
                        ? new Taken(now.by(), Stream.concat(before.points().stream(), now.points().stream()).toList())
                        : now);
    }

    /** @param label the release before which it is taken, or {@link RestorePoint#BEFORE_RESTORE} */
    public RestorePoint take(String label, RenderedRelease release, RestoreSource source, Work work) {
        TargetName target = work.target();
        Instant now = host.clock().instant();
        String user = dumps.user(source, release);
        String name = RestorePoint.name(now, label, dumps.database(source), dumps.kind(source));
        String part = points.site(target) + "/" + name + ".part";
        points.prepare(target, user);
        requireSpace(target, source);
        run("dump", dumps.dump(source, points.work(target) + "/dump"), user, work);
        ours(points.work(target) + "/dump", part, user);
        run("verify", dumps.verify(source, part), user, work);
        RestorePoint point = points.seal(target, part, name);
        remember(work, point);
        work.output().accept("restore point " + name + ", " + point.bytes() + " bytes");
        events.publish(new Event.RestorePointTaken(now, target, name, point.bytes()));
        if (!label.equals(RestorePoint.BEFORE_RESTORE)) {
            points.prune(target, point, host.files().list(release.home() + "/releases"));
        }
        return point;
    }

    /** Out of the reach of who made it, before it is read; they may read it too, because they are the ones who will restore it. */
    private void ours(String from, String part, String user) {
        HostFiles files = host.files();
        files.rename(from, part);
        if (files.stat(part).filter(FileStat::isFile).isEmpty()) {
            files.delete(part);
            throw new HostException(HostException.Kind.CONFLICT, "the dump at " + from + " is no regular file");
        }
        files.setOwnership(part, new Ownership(user, "root", 0400));
    }

    /** The next dump is about as large as the last one; twice that must be free before anything is asked of the database. */
    private void requireSpace(TargetName target, RestoreSource source) {
        long last = points.of(target).stream().filter(p -> dumps.isOf(p, source)).reduce((a, b) -> b)
                .map(RestorePoint::bytes).orElse(0L);
        long free = host.files().space(points.site(target)).bytes();
        if (free < 2 * last) {
            throw new Refused(Fault.ENVIRONMENT,
                    "no restore point, so nothing is changed: the last one has " + last / 1_000_000
                            + " MB, and only " + free / 1_000_000 + " MB are free at " + points.site(target)
                            + ": remove what is not needed there");
        }
    }

    private void run(String what, List<String> argv, String user, Work work) {
        new RestoreJob(host, work.target().value(), work.output()).run(what, argv, user, points.work(work.target()))
                .ifPresent(why -> {
                    throw new Refused(Fault.ENVIRONMENT, "no restore point, so nothing is changed: " + why);
                });
    }
}
