package dev.towline.sim;

import dev.towline.desired.TargetName;
import dev.towline.event.Event;
import dev.towline.history.Deployment;
import dev.towline.history.DeploymentId;
import dev.towline.history.Owned;
import dev.towline.history.Pair;
import dev.towline.history.Quarantine;
import dev.towline.host.FileStat;
import dev.towline.host.UnitState;
import dev.towline.host.sim.Serving;
import dev.towline.plan.OwnedBy;
import dev.towline.reconcile.Heads;
import dev.towline.reconcile.ReconcileResult;
import dev.towline.reconcile.Wanted.Rendering;
import dev.towline.render.RenderedRelease.ContractPolicy;
import dev.towline.render.RenderedTarget;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What must hold at every instant, and what must be true once the world is calm. */
final class Invariants {
    static final String ORIGINAL = "server { by hand }";
    /** Jobs whose leftover result the next one of the same name takes away. */
    private static final Pattern BUILD = Pattern.compile(
            "-(env|build)-|-(pending|dump|verify|status|plan|check|state|shadow|shadow-away|restore|contract|settle)$");
    private static final Set<Owned.Kind> STAY = Set.of(Owned.Kind.USER, Owned.Kind.DATABASE, Owned.Kind.ROLE);
    /** A second after the verdict, which comes at most one interval after the last answer that was seen. */
    private static final Duration BACK_WITHIN = Duration.ofMillis(2100);

    /** How long a slow app may take to answer what waits in its held socket. */
    private static final Duration QUEUES = Duration.ofSeconds(6);

    private final World world;
    /** Sites that somebody else broke, until a pass says that they are well. */
    private final Set<TargetName> broken = new HashSet<>();
    private final Map<TargetName, Instant> downSeen = new HashMap<>();
    private final Map<TargetName, Duration> flipAfterVerdict = new HashMap<>();
    private final Map<TargetName, String> socketBefore = new HashMap<>();
    private boolean blameless = true;
    private boolean punctual = true;

    Invariants(World world) {
        this.world = world;
    }

    /** Somebody's hand, or the machine, broke the site. */
    void broken(Site site) {
        broken.add(site.name());
        blameless = false;
    }

    /** Git took the site away or gave it back: until a pass is well, it may be half there. */
    void cameOrWent(Site site) {
        broken.add(site.name());
    }

    /** From here on a good revision may look as if it failed by itself. */
    void misleading() {
        blameless = false;
    }

    /** From here on steps fail that a rollback needs. */
    void late() {
        punctual = false;
    }

    void rebooted() {
        world.git.sites().forEach(site -> broken.add(site.name()));
    }

    void passed(TargetName target, ReconcileResult result) {
        boolean well = result instanceof ReconcileResult.Converged
                || (result instanceof ReconcileResult.UpToDate u && u.healthy());
        if (well && !world.memory.decisions().suspended(target)) {
            broken.remove(target);
        }
    }

    void on(Event event) {
        switch (event) {
            case Event.DeploymentStarted e -> {
                flipAfterVerdict.remove(e.target());
                notQuarantined(e);
            }
            case Event.HealthSeen e -> {
                if (!e.up() && !closed(e.target())) {
                    downSeen.put(e.target(), e.at());
                }
            }
            case Event.RolledBack e -> {
                Duration took = flipAfterVerdict.get(e.target());
                boolean flips = world.git.sites().stream().anyMatch(
                        s -> s.name().equals(e.target()) && s.blueGreen() && !broken.contains(s.name())
                                && hasServed(s));
                if (flips && e.detail().contains("not healthy") && punctual && took != null
                        && took.compareTo(BACK_WITHIN) > 0) {
                    throw new Violation("serving the old release again took " + took);
                }
            }
            default -> {
            }
        }
    }

    private void notQuarantined(Event.DeploymentStarted e) {
        Rendering rendering = world.git.render(e.target(), new Heads(String.valueOf(e.config()), e.app()));
        if (rendering instanceof Rendering.Ready ready) {
            Pair pair = new Pair(String.valueOf(e.config()), ready.target().settings().hex(), e.app(), e.release());
            if (world.memory.quarantine().find(e.target(), pair).isPresent()) {
                throw new Violation("a quarantined pair is tried again: " + pair);
            }
        }
    }

    void atAnInstant() {
        for (Site site : world.git.sites()) {
            serves(site);
        }
        fits();
        if (!world.host.simDisk().foreignTouched().isEmpty()) {
            throw new Violation("foreign paths were touched: " + world.host.simDisk().foreignTouched());
        }
    }

    /** While visitors are let in, no code runs on a database that it does not live with. */
    private void fits() {
        if (world.git.sites().stream().noneMatch(Site::isOrdered)) {
            return;
        }
        for (Serving running : world.host.simServices().running()) {
            running.release().flatMap(world.git::made)
                    .filter(made -> !world.machine.django().fits(made) && !world.machine.flagged(made.site()))
                    .ifPresent(made -> {
                        throw new Violation(running.unit() + " runs generation " + made.app().schema()
                                + " on a database of " + world.machine.django().schemas(made.site()));
                    });
        }
    }

    private void serves(Site site) {
        Optional<Serving> serving = world.host.snapshotOfServing(site.currentSocket());
        String socket = serving.map(Serving::socket).orElse("");
        // In maintenance nobody is let in to either of them.
        if (!socket.equals(socketBefore.put(site.name(), socket)) && !world.machine.flagged(site)) {
            Instant seen = downSeen.getOrDefault(site.name(), Instant.MAX);
            flipAfterVerdict.put(site.name(), Duration.between(seen, world.host.clock().instant()));
        }
        if (broken.contains(site.name()) || !world.git.names(site.name()) || !hasServed(site)
                || world.machine.flagged(site)) {
            return;
        }
        if (serving.filter(Serving::healthy).isPresent() || onTrial(site)) {
            return;
        }
        throw new Violation("nothing healthy serves " + site.name() + ": " + serving);
    }

    private boolean closed(TargetName target) {
        return world.git.sites().stream().anyMatch(s -> s.name().equals(target) && world.machine.flagged(s));
    }

    private boolean hasServed(Site site) {
        return world.memory.targets().lastGood(site.name()).filter(p -> p.release() != null).isPresent();
    }

    /** A release that is being tried may be bad until the verdict; requests of a held socket wait meanwhile. */
    private boolean onTrial(Site site) {
        Optional<DeploymentId> open = world.memory.journal().openDeployment(site.name());
        boolean boots = !site.blueGreen() && world.host.simServices().age(site.blue())
                .filter(age -> age.compareTo(QUEUES) < 0).isPresent();
        if (open.isEmpty() && !boots) {
            return false;
        }
        if (open.isEmpty() || !site.blueGreen()) {
            return world.host.simServices().states(List.of(site.unit("web.socket"))).values().stream()
                    .allMatch(UnitState::running);
        }
        String release = world.memory.deployments().find(open.get()).map(Deployment::release).orElse("");
        String socket = world.host.files().stat(site.currentSocket()).map(FileStat::target).orElse("");
        String unit = socket.contains("/blue/") ? site.blue() : site.green();
        return world.host.simDisk().text(Site.unitFile(unit)).filter(t -> t.contains("/" + release + "/")).isPresent();
    }

    /** With the agent disabled, what is enabled brought every site back; with one unit there is only the release on trial. */
    void afterReboot() {
        for (Site site : world.git.sites()) {
            boolean replaced = !site.blueGreen()
                    && world.memory.journal().openDeployment(site.name()).isPresent();
            if (hasServed(site) && handsOff(site) && !replaced && world.git.names(site.name())
                    && !world.machine.flagged(site) && world.host
                            .snapshotOfServing(site.currentSocket()).filter(Serving::healthy).isEmpty()) {
                throw new Violation("after a reboot without the agent nothing serves " + site.name());
            }
        }
    }

    private boolean handsOff(Site site) {
        return !meddled.contains(site.name());
    }

    private final Set<TargetName> meddled = new HashSet<>();

    /** A person's hand is in it: a reboot need not bring it back. */
    void meddled(Site site) {
        meddled.add(site.name());
        broken(site);
    }

    void settled(Map<TargetName, ReconcileResult> results, boolean retried) {
        atAnInstant();
        results.forEach((target, result) -> {
            if (result instanceof ReconcileResult.Blocked && retried) {
                throw new Violation(target + " is blocked: " + result.message());
            }
        });
        nothingLeftOver();
        migrationsOnce();
        blamed();
        for (Site site : world.git.sites()) {
            ReconcileResult result = results.get(site.name());
            if (result instanceof ReconcileResult.Blocked) {
                continue;
            }
            if (world.git.names(site.name())) {
                there(site, retried);
            } else {
                gone(site);
            }
        }
    }

    private void nothingLeftOver() {
        for (TargetName target : world.targets()) {
            require(world.memory.journal().openDeployment(target).isEmpty(), "the journal of " + target + " is open");
        }
        // Settling that outlives the agent changes no schema, and nobody waits for it.
        List<String> running = world.host.simJobs().running().stream().filter(j -> !j.endsWith("-settle")).toList();
        require(running.isEmpty(), "jobs run: " + running);
        List<String> kept = world.machine.jobs().stream().filter(j -> world.host.jobs().find(j).isPresent())
                .filter(j -> !BUILD.matcher(j).find()).toList();
        require(kept.isEmpty(), "results of jobs are left: " + kept);
        List<String> staged = world.host.files().list("/var/lib/towline/staging");
        require(staged.isEmpty() || staged.equals(List.of("nginx")), "staged files are left: " + staged);
        require(world.host.simLocks().held().isEmpty(), "locks are held");
        Set<String> databases = world.host.simDatabases().all();
        world.git.sites().forEach(site -> databases.removeAll(site.databases()));
        require(databases.isEmpty(), "databases are left: " + databases);
        world.git.sites().forEach(site -> require(!world.machine.flagged(site), site.name() + " is left closed"));
    }

    private void migrationsOnce() {
        Set<String> once = new HashSet<>();
        for (String migration : world.machine.migrations()) {
            require(once.add(migration), "a migration ran twice: " + migration);
        }
        List<String> together = world.host.simJobs().together().stream()
                .filter(pair -> pair.replaceAll("-migrate-", "").length() <= pair.length() - 18).toList();
        require(together.isEmpty(), "two migrations at once: " + together);
    }

    private void blamed() {
        if (!blameless) {
            return;
        }
        for (Site site : world.git.sites()) {
            for (Quarantine.Entry entry : world.memory.quarantine().of(site.name())) {
                require(!isGood(site, entry.pair()) || judged(entry), "a good pair is in quarantine: " + entry);
            }
        }
    }

    private boolean judged(Quarantine.Entry entry) {
        return world.machine.django().refused().contains(String.valueOf(entry.pair().release()));
    }

    private boolean isGood(Site site, Pair pair) {
        return world.git.render(site.name(), new Heads(pair.config(), pair.app())) instanceof Rendering.Ready
                && world.git.isGood(site.name(), new Heads(pair.config(), pair.app()));
    }

    private void there(Site site, boolean retried) {
        Heads newest = world.git.heads(site.name()).orElseThrow();
        boolean good = world.git.isGood(site.name(), newest);
        Optional<Pair> last = world.memory.targets().lastGood(site.name());
        if (good && retried && !waitsForItsConfiguration(site, newest, last)) {
            serving(site, newest);
            return;
        }
        if (last.isPresent() && last.get().release() != null) {
            Heads heads = new Heads(last.get().config(), last.get().app());
            require(world.git.isGood(site.name(), heads) || !blameless, "the last good pair is bad: " + last);
            serving(site, heads);
        }
    }

    /**
     * What can only go out in maintenance goes out after its configuration; where the code that runs does not live with that
     * configuration, a person has to push the one without the other.
     */
    private boolean waitsForItsConfiguration(Site site, Heads newest, Optional<Pair> last) {
        return world.isRefused(site.name()) && last
                .filter(pair -> !newest.config().equals(pair.config())
                        && !world.git.isGood(site.name(), new Heads(newest.config(), pair.app())))
                .isPresent();
    }

    private void serving(Site site, Heads heads) {
        if (!(world.git.render(site.name(), heads) instanceof Rendering.Ready ready)) {
            throw new Violation("what serves does not render: " + heads);
        }
        RenderedTarget target = ready.target();
        String path = target.release().orElseThrow().path();
        Optional<Serving> serving = world.host.snapshotOfServing(site.currentSocket());
        require(serving.filter(Serving::healthy).flatMap(Serving::release).equals(Optional.of(path)),
                site.name() + " serves " + serving + ", wanted " + path);
        require(world.host.files().resolve(site.home() + "/current").equals(Optional.of(path)), "current is elsewhere");
        target.files().forEach(file -> require(
                world.host.simDisk().text(file.path()).equals(
                        Optional.of(new String(file.content().bytes(), java.nio.charset.StandardCharsets.UTF_8))),
                file.path() + " is not as Git says"));
        require(world.machine.proxied(site.port()).isPresent(), "nginx does not proxy " + site.name());
        slots(site, serving.orElseThrow());
        if (site.isOrdered()) {
            contracted(site, world.git.made(path).orElseThrow());
            Optional<String> settled = world.machine.django().settled(site);
            require(settled.equals(Optional.of(path)), "settled was " + settled + ", " + path + " serves");
        }
        background(site, path, target);
        owned(target);
        List<String> releases = world.host.files().list(site.home() + "/releases");
        require(releases.size() <= SiteShape.KEEP, "too many releases stay: " + releases);
        Set<String> linked = releases.stream()
                .flatMap(r -> world.host.files().stat(site.home() + "/releases/" + r + "/.environment").stream())
                .map(stat -> String.valueOf(stat.target())).collect(Collectors.toCollection(TreeSet::new));
        Set<String> environments = world.host.files().list(site.home() + "/venvs").stream()
                .map(name -> site.home() + "/venvs/" + name).collect(Collectors.toCollection(TreeSet::new));
        require(environments.equals(linked), "environments " + environments + ", linked " + linked);
    }

    /** What the policy takes away is gone, unless a release that failed, or a rollback, has left more than serves. */
    private void contracted(Site site, SimGit.Made made) {
        world.machine.django().schemas(site).forEach(schema -> contracted(site, made, schema));
    }

    private void contracted(Site site, SimGit.Made made, SimDjango.Schema schema) {
        int serves = made.app().schema();
        require(schema.fits(serves), "generation " + serves + " serves on a database of " + schema);
        if (site.contract().equals(Optional.of(ContractPolicy.AFTER_SOAK)) && schema.contracted() < serves
                && schema.expanded() == serves && !world.machine.django().contractFailed(site)) {
            throw new Violation("after the soak of generation " + serves + " there waits " + schema);
        }
    }

    private void slots(Site site, Serving serving) {
        for (String unit : List.of(site.blue(), site.green())) {
            UnitState state = world.host.services().state(unit);
            boolean serves = unit.equals(serving.unit());
            require(state.running() == serves, unit + " is " + state + " while " + serving.unit() + " serves");
            require(state.enabled() == serves, unit + " is enabled: " + state.enabled());
        }
    }

    private void background(Site site, String path, RenderedTarget target) {
        boolean wanted = target.release().orElseThrow().background().stream()
                .anyMatch(process -> process.start().equals(site.worker()));
        List<String> workers = world.host.simServices().running().stream()
                .filter(s -> s.unit().equals(site.worker())).map(s -> s.release().orElse("?")).toList();
        require(workers.equals(wanted ? List.of(path) : List.of()), "the worker runs from " + workers);
        UnitState timer = world.host.services().state(site.timer());
        require(timer.running() && timer.enabled(), "the timer is " + timer);
        if (!wanted) {
            require(!world.host.services().state(site.worker()).enabled(), "a worker that is gone is enabled");
        }
    }

    private void owned(RenderedTarget target) {
        Set<String> wanted = OwnedBy.of(target).stream().map(o -> o.kind() + " " + o.name())
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> remembered = world.memory.inventory().of(target.name()).stream()
                .filter(o -> !STAY.contains(o.kind()) || wanted.contains(o.kind() + " " + o.name()))
                .map(o -> o.kind() + " " + o.name()).collect(Collectors.toCollection(TreeSet::new));
        require(wanted.equals(remembered), "remembered as ours: " + remembered + ", wanted " + wanted);
    }

    private void gone(Site site) {
        List<String> ours = List.of(site.home() + "/releases", site.home() + "/venvs", site.home() + "/current",
                site.home() + "/previous", site.tmpfiles(), site.currentSocket(), Site.unitFile(site.blue()),
                Site.unitFile(site.green()), Site.unitFile(site.worker()), Site.unitFile(site.timer()),
                "/etc/" + site.name() + "/extra-0");
        ours.forEach(
                path -> require(world.host.files().stat(path).isEmpty(), path + " is left of a site that is gone"));
        Optional<String> vhost = world.host.simDisk().text(site.vhost());
        boolean vhostLeft = site.adopts() && !meddled.contains(site.name())
                ? !vhost.equals(Optional.of(ORIGINAL))
                : vhost.isPresent() && !site.adopts();
        require(!vhostLeft, site.vhost() + " after the removal: " + vhost);
        List<String> running = world.host.simServices().running().stream().map(Serving::unit)
                .filter(u -> u.startsWith(site.name() + "-")).toList();
        require(running.isEmpty(), "units of a site that is gone run: " + running);
        require(world.host.simDisk().exists(site.home() + "/keep/photo.jpg"), "a person's photo is gone");
        require(!world.machine.uploaded(site) || world.host.simDisk().exists(Machine.upload(site)),
                "what visitors uploaded is gone");
        List<String> left = world.memory.inventory().of(site.name()).stream().filter(o -> !STAY.contains(o.kind()))
                .filter(o -> o.kind() != Owned.Kind.DIRECTORY).map(o -> o.kind() + " " + o.name()).toList();
        require(left.isEmpty(), "remembered of a site that is gone: " + left);
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new Violation(otherwise);
        }
    }
}
