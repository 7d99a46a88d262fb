package dev.towline.reconcile;

import dev.towline.apply.Refused;
import dev.towline.apply.StepFailed.Fault;
import dev.towline.desired.TargetName;
import dev.towline.history.History;
import dev.towline.history.Owned;
import dev.towline.history.Pair;
import dev.towline.host.Host;
import dev.towline.host.HostException;
import dev.towline.reconcile.Wanted.Rendering;
import dev.towline.render.RenderedRelease;
import dev.towline.render.RenderedRelease.RestoreSource;
import dev.towline.render.RenderedTarget;
import dev.towline.restore.PointFolder;
import dev.towline.restore.Proof;
import dev.towline.restore.Proving;
import dev.towline.restore.RestorePoint;
import dev.towline.restore.RestoreReport;
import dev.towline.trigger.Trigger;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a person asks of restore points. It is done as a part of the target's own pass, so that nothing else is at work on it
 * meanwhile; how it ended is kept for whoever asked.
 */
public final class Restores {
    private static final Logger LOG = LoggerFactory.getLogger(Restores.class);
    private final Host host;
    private final History history;
    private final Wanted wanted;
    private final PointFolder points;
    private final Proving proving;
    private final Replacing replacing;
    private final Recovery recovery;
    private final Map<TargetName, RestoreReport> reports = new ConcurrentHashMap<>();

    Restores(Host host, History history, Wanted wanted, PointFolder points, Proving proving, Replacing replacing,
            Recovery recovery) {
        this.host = host;
        this.history = history;
        this.wanted = wanted;
        this.points = points;
        this.proving = proving;
        this.replacing = replacing;
        this.recovery = recovery;
    }

    /** The oldest first. */
    public List<RestorePoint> points(TargetName target) {
        return points.of(target);
    }

    /** What is wrong with it, or empty; reads all of it. */
    public Optional<String> flaw(RestorePoint point) {
        return points.flaw(point);
    }

    /** Databases that a restore has set aside and nobody has removed yet; none where the server cannot be asked. */
    public List<String> setAside(TargetName target) {
        try {
            return aside(target);
        } catch (HostException e) {
            LOG.warn("what a restore of {} has set aside cannot be told: {}", target, e.getMessage());
            return List.of();
        }
    }

    private List<String> aside(TargetName target) {
        return sources(target).stream().flatMap(source -> switch (source) {
            case RestoreSource.Postgres p -> host.databases().named(p.database() + "_replaced_").stream();
            case RestoreSource.Sqlite s -> {
                String folder = s.path().substring(0, s.path().lastIndexOf('/'));
                String name = s.path().substring(folder.length() + 1) + ".replaced_";
                yield host.files().list(folder).stream().filter(n -> n.startsWith(name)).map(n -> folder + "/" + n);
            }
        }).toList();
    }

    /** How the last thing ended that was asked of the target since this process began. */
    public Optional<RestoreReport> report(TargetName target) {
        return Optional.ofNullable(reports.get(target));
    }

    public RestoreReport prove(TargetName target, Trigger.Request.Prove request) {
        return reported(target, "prove", () -> {
            RestorePoint point = find(target, request.point(), request.database());
            Proof proof = proving.prove(target, source(target, point), point, request.keep(), line -> {});
            return report(target, "prove", point.name(), "", proof,
                    notes(proof));
        });
    }

    private static List<String> notes(Proof proof) {
        List<String> notes = new ArrayList<>();
        if (!proof.unreadable().isEmpty()) {
            notes.add("nothing could be compared: " + proof.unreadable());
        }
        if (proof.kept()) {
            notes.add("the restored one stays as " + proof.scratch());
        }
        return notes;
    }

    public RestoreReport replace(TargetName target, Trigger.Request.Restore request, String by) {
        return reported(target, "replace", () -> {
            RestorePoint point = find(target, Optional.of(request.point()), Optional.empty());
            RenderedRelease release = lastGood(target).flatMap(RenderedTarget::release)
                    .orElseThrow(() -> refused(target + " has no release that was good here and still renders"));
            List<String> notes = replacing.replace(target, source(target, point), point, release, request.save(), by);
            return report(target, "replace", point.name(), "", null, notes);
        });
    }

    /** Something that ends with a report, or is refused with the reason. */
    @FunctionalInterface
    private interface Asked {
        RestoreReport carryOut();
    }

    private RestoreReport reported(TargetName target, String what, Asked asked) {
        RestoreReport report;
        try {
            recovery.recover(target);
            report = asked.carryOut();
        } catch (Refused | HostException e) {
            report = report(target, what, "", String.valueOf(e.getMessage()), null, List.of());
        } catch (RuntimeException e) {
            // What it left open is taken back by the pass that follows.
            LOG.error("a restore of {} failed in a way that was not foreseen", target, e);
            report = report(target, what, "", String.valueOf(e), null, List.of());
        }
        reports.put(target, report);
        return report;
    }

    private RestoreReport report(TargetName target, String what, String point, String failure,
            @Nullable Proof proof, List<String> notes) {
        return new RestoreReport(host.clock().instant(), target, what, point, failure, proof, notes);
    }

    private static Refused refused(String why) {
        return new Refused(Fault.ENVIRONMENT, why);
    }

    private RestorePoint find(TargetName target, Optional<String> name, Optional<String> database) {
        List<RestorePoint> all = points.of(target).stream()
                .filter(p -> database.map(p.database()::equals).orElse(true)).toList();
        Set<String> databases = all.stream().map(RestorePoint::database).collect(Collectors.toSet());
        if (name.isEmpty() && databases.size() > 1) {
            throw refused(target + " has several databases; name one with --database: "
                    + String.join(", ", new TreeSet<>(databases)));
        }
        return all.stream().filter(p -> name.map(p.name()::equals).orElse(true)).reduce((first, last) -> last)
                .orElseThrow(() -> refused(target + " has no restore point"
                        + name.map(n -> " " + n).orElse("") + database.map(d -> " of " + d).orElse("")
                        + "; 'towline restore " + target + "' lists them"));
    }

    /** A point's name is not trusted: what it is put in the place of must be the site's. */
    private RestoreSource source(TargetName target, RestorePoint point) {
        return sources(target).stream().filter(source -> proving.isOf(point, source)).findFirst()
                .orElseThrow(() -> refused(point.name() + " is of " + point.database() + ", which is no database of "
                        + target + " as its last good configuration says"));
    }

    private Set<RestoreSource> sources(TargetName target) {
        Set<RestoreSource> sources = new LinkedHashSet<>();
        lastGood(target).ifPresent(rendered -> {
            rendered.release().flatMap(RenderedRelease::migration).ifPresent(m -> sources.addAll(m.saves()));
            rendered.databases().forEach(d -> sources.add(new RestoreSource.Postgres(d.name())));
        });
        history.inventory().of(target).stream().filter(o -> o.kind() == Owned.Kind.DATABASE)
                .forEach(o -> sources.add(new RestoreSource.Postgres(o.name())));
        return sources;
    }

    private Optional<RenderedTarget> lastGood(TargetName target) {
        Optional<Pair> good = history.targets().lastGood(target);
        return good.map(pair -> wanted.render(target, new Heads(pair.config(), pair.app())))
                .filter(Rendering.Ready.class::isInstance).map(r -> ((Rendering.Ready) r).target());
    }
}
