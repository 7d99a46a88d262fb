package dev.towline.restore;

import dev.towline.apply.Refused;
import dev.towline.apply.StepFailed.Fault;
import dev.towline.apply.Work;
import dev.towline.desired.TargetName;
import dev.towline.event.Event;
import dev.towline.event.Events;
import dev.towline.host.Digest;
import dev.towline.host.Host;
import dev.towline.host.HostFiles;
import dev.towline.host.Job;
import dev.towline.host.JobResult;
import dev.towline.host.Ownership;
import dev.towline.render.RenderedRelease;
import dev.towline.render.RenderedRelease.RestoreSource;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Takes a dump to a temporary name, reads it back whole, writes its SHA-256 beside, and only then gives it its name. The newest
 * {@value #KEEP} of a site stay.
 */
public final class RestorePoints {
    static final int KEEP = 5;
    private static final Duration LIMIT = Duration.ofHours(1);
    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss")
            .withZone(ZoneOffset.UTC);
    private final Host host;
    private final Events events;
    private final String folder;
    private final DumpCommands dumps;

    /** @param folder where restore points are kept, one folder a site below it */
    public RestorePoints(Host host, Events events, String folder, DumpCommands dumps) {
        this.host = host;
        this.events = events;
        this.folder = folder;
        this.dumps = dumps;
    }

    public void take(RenderedRelease release, List<RestoreSource> sources, Work work) {
        for (RestoreSource source : sources) {
            if (dumps.exists(host, source)) {
                one(release, source, work);
            }
        }
    }

    /** The newest restore point that was taken before this release, of this source. */
    public Optional<String> newest(TargetName target, RenderedRelease release, RestoreSource source) {
        String site = folder + "/" + target;
        return host.files().list(site).stream().filter(n -> n.endsWith("-" + release.id() + dumps.suffix(source)))
                .sorted().reduce((a, b) -> b).map(n -> site + "/" + n);
    }

    private void one(RenderedRelease release, RestoreSource source, Work work) {
        String site = folder + "/" + work.target();
        Instant now = host.clock().instant();
        String name = STAMP.format(now) + "-" + release.id() + dumps.suffix(source);
        String part = site + "/" + name + ".part";
        String owner = dumps.user(source, release);
        makeFolders(site, owner);
        host.files().list(site).stream().filter(n -> n.endsWith(".part"))
                .forEach(cut -> host.files().delete(site + "/" + cut));
        requireSpace(site, dumps.suffix(source));
        run("dump", dumps.dump(source, part), owner, site, work);
        run("verify", dumps.verify(source, part), owner, site, work);
        Digest digest = host.files().digest(part);
        host.files().sync(site);
        host.files().write(site + "/" + name + ".sha256",
                (digest.hex() + "  " + name + "\n").getBytes(StandardCharsets.UTF_8), Ownership.root(0600));
        host.files().rename(part, site + "/" + name);
        long bytes = host.files().stat(site + "/" + name).orElseThrow().size();
        work.output().accept("restore point " + name + ", " + bytes + " bytes, sha256 " + digest);
        events.publish(new Event.RestorePointTaken(now, work.target(), name, bytes));
        prune(site, dumps.suffix(source));
    }

    /** The next dump is about as large as the last one; twice that must be free before anything is asked of the database. */
    private void requireSpace(String site, String suffix) {
        HostFiles files = host.files();
        long last = files.list(site).stream().filter(n -> n.endsWith(suffix)).sorted().reduce((a, b) -> b)
                .flatMap(n -> files.stat(site + "/" + n)).map(s -> s.size()).orElse(0L);
        long free = files.space(site).bytes();
        if (free < 2 * last) {
            throw new Refused(Fault.ENVIRONMENT,
                    "no restore point, so nothing is migrated: the last one has " + last / 1_000_000
                            + " MB, and only " + free / 1_000_000 + " MB are free at " + folder
                            + ": remove what is not needed there");
        }
    }

    private void makeFolders(String site, String owner) {
        for (int slash = folder.indexOf('/', 1); slash > 0; slash = folder.indexOf('/', slash + 1)) {
            make(folder.substring(0, slash), 0755);
        }
        make(folder, 0711);
        host.files().makeDirectory(site, new Ownership(owner, "root", 0700));
    }

    private void make(String path, int mode) {
        if (host.files().stat(path).isEmpty()) {
            host.files().makeDirectory(path, Ownership.root(mode));
        }
    }

    private void run(String what, List<String> argv, String user, String site, Work work) {
        Job job = new Job("towline-" + work.target() + "-" + what, argv, user, site, Map.of(), List.of(), List.of(site),
                LIMIT);
        host.jobs().forget(job.name());
        JobResult result = host.jobs().run(job, work.output());
        host.jobs().forget(job.name());
        if (!result.ok()) {
            throw new Refused(Fault.ENVIRONMENT,
                    "no restore point, so nothing is migrated: " + what + " ended with " + result.exit() + ": "
                            + result.output());
        }
    }

    private void prune(String site, String suffix) {
        HostFiles files = host.files();
        List<String> points = files.list(site).stream().filter(n -> n.endsWith(suffix)).toList();
        points.stream().limit(Math.max(0, points.size() - KEEP)).forEach(old -> {
            files.delete(site + "/" + old);
            files.delete(site + "/" + old + ".sha256");
        });
    }
}
