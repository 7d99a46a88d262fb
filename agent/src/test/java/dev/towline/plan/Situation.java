package dev.towline.plan;

import dev.towline.desired.TargetName;
import dev.towline.health.HealthCheck;
import dev.towline.health.HealthPolicy;
import dev.towline.history.Owned;
import dev.towline.host.Account;
import dev.towline.host.Digest;
import dev.towline.host.FileStat;
import dev.towline.host.Ownership;
import dev.towline.host.UnitState;
import dev.towline.observe.ObservedState;
import dev.towline.observe.ObservedState.Entry;
import dev.towline.observe.ObservedState.Running;
import dev.towline.render.Content;
import dev.towline.render.OnChange;
import dev.towline.render.RenderedDatabase;
import dev.towline.render.RenderedDirectory;
import dev.towline.render.RenderedFile;
import dev.towline.render.RenderedLink;
import dev.towline.render.RenderedRelease;
import dev.towline.render.RenderedRelease.BackgroundProcess;
import dev.towline.render.RenderedRelease.BuildStep;
import dev.towline.render.RenderedRelease.Environment;
import dev.towline.render.RenderedRelease.ContractPolicy;
import dev.towline.render.RenderedRelease.Migration;
import dev.towline.render.RenderedRelease.Ordered;
import dev.towline.render.RenderedRelease.RestoreSource;
import dev.towline.render.RenderedRelease.SlotUnit;
import dev.towline.render.RenderedRelease.Strategy;
import dev.towline.render.RenderedRelease.WebProcess;
import dev.towline.render.RenderedTarget;
import dev.towline.render.Validator;
import dev.towline.source.Revision;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A site of the size that people have, and a host in any state; what a plan follows from. */
final class Situation {
    static final TargetName CLUB = TargetName.site("club");
    static final String VHOST = "/etc/nginx/sites-enabled/club.conf";
    static final String TMPFILES = "/etc/tmpfiles.d/club.conf";
    static final String UNITS = "/etc/systemd/system/";
    static final String HOME = "/opt/club";
    static final UnitState RUNS = new UnitState(UnitState.Active.ACTIVE, true, 0, 42);
    static final UnitState STOPPED = new UnitState(UnitState.Active.INACTIVE, false, 0, 0);

    Strategy strategy = Strategy.BLUE_GREEN;
    String vhost = "server {}";
    int cap = 20;
    boolean worker = true;
    boolean site = true;
    boolean interpreter = true;
    String unordered = "";
    Optional<ContractPolicy> contract = Optional.empty();
    List<String> packages = List.of();
    List<RenderedDatabase> databases = List.of();
    @Nullable
    String release = "1111111-aaaaaaaa";
    final Set<String> adopted = new HashSet<>();
    final Map<String, Entry> paths = new HashMap<>();
    final Map<String, UnitState> units = new HashMap<>();
    final List<Owned> owned = new ArrayList<>();
    final List<String> releases = new ArrayList<>();
    final List<String> environments = new ArrayList<>();
    final Set<String> users = new HashSet<>();
    Running running = Running.NOTHING;
    Approved approved = Approved.NOTHING;
    Removals removals = Removals.OWN;

    /** Nothing of the site is there; nginx runs, as on any host that serves. */
    static Situation empty() {
        Situation s = new Situation();
        s.units.put("nginx.service", RUNS);
        return s;
    }

    /** The release 1111111-aaaaaaaa serves from blue, and everything is as Git says. */
    static Situation settled() {
        Situation s = empty();
        s.serve("1111111-aaaaaaaa", "blue");
        RenderedTarget target = s.target();
        target.files().forEach(s::there);
        target.directories().forEach(d -> s.paths.put(d.path(),
                new Entry(new FileStat(FileStat.Kind.DIRECTORY, 0, d.ownership(), null), null)));
        RenderedRelease running = target.release().orElseThrow();
        running.files().forEach(s::there);
        running.web().ifPresent(web -> s.there(web.blue().file()));
        running.background().forEach(process -> process.files().forEach(s::there));
        s.paths.put("/etc/ssl/club.pem",
                new Entry(new FileStat(FileStat.Kind.LINK, 0, Ownership.root(0777), "/etc/ssl/self.pem"),
                        Digest.of("pem")));
        s.users.add("club");
        s.owned.addAll(OwnedBy.of(target).stream()
                .map(o -> o.kind() == Owned.Kind.LINK && o.name().equals("/etc/ssl/club.pem")
                        ? new Owned(o.target(), o.kind(), o.name(), Digest.of("pem").hex(), null, null, o.after())
                        : o)
                .toList());
        s.units.put("club-worker.service", RUNS);
        s.units.put("club-tidy.timer", RUNS);
        s.units.put("club-tidy.service", STOPPED);
        return s;
    }

    void serve(String id, String slot) {
        releases.add(id);
        environments.add("eeee");
        running = new Running(HOME + "/releases/" + id, null, "/run/sites/club/" + slot + "/web.sock");
        units.put("club-web-" + slot + ".service", RUNS);
    }

    void there(RenderedFile file) {
        paths.put(file.path(),
                new Entry(new FileStat(FileStat.Kind.FILE, file.content().size(), file.ownership(), null),
                        file.content().digest()));
    }

    Entry at(String path) {
        return java.util.Objects.requireNonNull(paths.get(path));
    }

    void edited(String path, String content) {
        Ownership ownership = at(path).stat().ownership();
        paths.put(path,
                new Entry(new FileStat(FileStat.Kind.FILE, content.length(), ownership, null), Digest.of(content)));
    }

    Plan plan() {
        ObservedState observed = new ObservedState(paths, units, Set.of(), userMap(), Map.of(), Set.of(), releases,
                environments, List.of(), Map.of(),
                running);
        return Planner.plan(PlanInput.of(target(), observed, "c0ffee1", owned, approved).removing(removals));
    }

    private Map<String, Set<String>> userMap() {
        Map<String, Set<String>> map = new HashMap<>();
        users.forEach(u -> map.put(u, Set.of()));
        return map;
    }

    RenderedTarget target() {
        if (!site) {
            return new RenderedTarget(CLUB, Digest.of("nothing"), List.of(), List.of(), List.of(), List.of(), List.of(),
                    List.of(),
                    List.of(), List.of(), Map.of(), List.of(), Set.of(), cap, health(), Optional.empty(),
                    Optional.empty());
        }
        return new RenderedTarget(CLUB, Digest.of(vhost + release), packages,
                List.of(new Account("club", HOME, "/usr/sbin/nologin", new java.util.TreeSet<>())),
                List.of(new RenderedDirectory(HOME + "/shared", new Ownership("club", "club", 0750))),
                List.of(file(TMPFILES, "d /run/sites/club", null,
                        new OnChange.Run(List.of("systemd-tmpfiles", "--create", TMPFILES))),
                        file(VHOST, vhost, "nginx", new OnChange.Reload("nginx.service"))),
                List.of(new RenderedLink("/etc/ssl/club.pem", List.of("/etc/letsencrypt/club.pem", "/etc/ssl/self.pem"),
                        new OnChange.Reload("nginx.service"))),
                List.of(), databases, List.of(),
                Map.of("nginx", new Validator("nginx", "/etc/nginx", List.of("nginx", "-t"), false)),
                List.of("club.example"),
                adopted, cap, health(), Optional.empty(), Optional.ofNullable(release).map(this::release));
    }

    private HealthPolicy health() {
        return new HealthPolicy(site
                ? List.of(new HealthCheck.Http("page", null, "/", null, Map.of(), List.of(200), null, null,
                        Map.of(), Duration.ofSeconds(5)))
                : List.of(), 3, Duration.ofSeconds(1), Duration.ofSeconds(60), Duration.ofSeconds(30));
    }

    static RenderedFile file(String path, String text, @Nullable String validator, OnChange onChange) {
        return new RenderedFile(path, Content.of(text), Ownership.root(0644), validator, onChange, false,
                "components/x/" + path.substring(path.lastIndexOf('/') + 1) + ".j2");
    }

    RenderedRelease release(String id) {
        String path = HOME + "/releases/" + id;
        BuildStep step = new BuildStep("static", List.of("collectstatic"), Duration.ofMinutes(5));
        List<BackgroundProcess> background = new ArrayList<>();
        if (worker) {
            background.add(new BackgroundProcess("worker", "club-worker.service", "club-worker.service",
                    List.of(unitFile("club-worker.service", path))));
        }
        background.add(new BackgroundProcess("tidy", "club-tidy.timer", "club-tidy.service",
                List.of(unitFile("club-tidy.timer", ""), unitFile("club-tidy.service", path))));
        WebProcess web = strategy == Strategy.BLUE_GREEN
                ? new WebProcess("web", slot("club-web-blue.service", "blue", path),
                        slot("club-web-green.service", "green", path),
                        "/run/sites/club/current.sock", null, Duration.ofSeconds(60))
                : new WebProcess("web", slot("club-web.service", "blue", path),
                        slot("club-web-test.service", "test", path),
                        "/run/sites/club/current.sock", "club-web.socket", Duration.ofSeconds(60));
        return new RenderedRelease(id, Revision.of(id.substring(0, 7).repeat(6).substring(0, 40)), Digest.of(id), HOME,
                path, "",
                "club", "www-data", strategy, Optional.of(new Environment("eeee", HOME + "/venvs/eeee", List.of(step),
                        interpreter ? Optional.empty() : Optional.of("python3 -VV"))),
                List.of(file(path + "/env", "SECRET=1", null, new OnChange.Nothing())), List.of(path + "/env"),
                List.of(),
                List.of(step), List.of(),
                Optional.of(new Migration(step, step, List.of(new RestoreSource.Postgres("club")),
                        contract.map(policy -> new Ordered(new RenderedRelease.Engine.Django("bin/python"),
                                List.of(new RestoreSource.Postgres("club")),
                                HOME + "/migrations", policy,
                                Duration.ofSeconds(2), List.of(), List.of())),
                        unordered)),
                Optional.of(web),
                background,
                HOME + "/current", HOME + "/previous", 3, List.of("public"));
    }

    private static SlotUnit slot(String unit, String slot, String path) {
        return new SlotUnit(unit, unitFile(unit, path), "/run/sites/club/" + slot + "/web.sock");
    }

    private static RenderedFile unitFile(String unit, String path) {
        return file(UNITS + unit, "ExecStart=" + path + "/bin " + unit, null, new OnChange.Nothing());
    }
}
