package dev.towline.sim;

import dev.towline.desired.TargetName;
import dev.towline.host.Command;
import dev.towline.host.CommandResult;
import dev.towline.host.Job;
import dev.towline.host.sim.Launch;
import dev.towline.host.sim.Serving;
import dev.towline.host.sim.SimDisk;
import dev.towline.host.sim.SimHost;
import dev.towline.host.sim.SimProgram;
import dev.towline.host.sim.SimWork;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What the programs of the simulated machine do: apps, nginx, builders, migrations. It outlives every agent. */
final class Machine {
    static final String NGINX = "nginx.service";
    private static final String LINK = "/bin/ln -sT ";

    private final SimHost host;
    private final SimGit git;
    private final Map<Integer, String> proxied = new HashMap<>();
    private final Map<String, Integer> schema = new HashMap<>();
    private final List<String> migrations = new ArrayList<>();
    private final Set<String> jobs = new TreeSet<>();
    private final Set<TargetName> uploaded = new TreeSet<>();
    private final SimDjango django;
    private boolean databaseUp = true;
    private int asked;
    private final Set<String> ill = new TreeSet<>();
    private Runnable afterMigration = () -> {};
    private boolean online = true;

    Machine(SimHost host, SimGit git) {
        this.host = host;
        this.git = git;
        this.django = new SimDjango(host, git, this);
        host.simServices().needs(launch -> launch.release().flatMap(git::made).map(django::fits).orElse(true));
        host.simServices().programs(this::program);
        host.simJobs().works(this::work);
        host.simCommands().answers(this::command);
        host.simPackages().contents("nginx", this::debianNginx);
        SimDisk disk = host.simDisk();
        disk.makeDirectories("/var/lib/towline");
        disk.makeDirectories("/etc/ssl");
        disk.put("/etc/ssl/self.pem", "self-signed");
    }

    private void debianNginx() {
        SimDisk disk = host.simDisk();
        disk.put(Site.unitFile(NGINX), "[Service]\nExecStart=/usr/sbin/nginx\n[Install]\nWantedBy=multi-user.target\n");
        disk.put("/etc/nginx/nginx.conf", "as Debian ships it");
        disk.makeDirectories("/etc/nginx/sites-enabled");
    }

    static String upload(Site site) {
        return site.home() + "/shared/upload.jpg";
    }

    /** Whether the app has ever written something of its visitors. */
    boolean uploaded(Site site) {
        return uploaded.contains(site.name());
    }

    SimDjango django() {
        return django;
    }

    boolean flagged(Site site) {
        return host.simDisk().exists(site.flag());
    }

    /** As {@link #proxied}; in maintenance everybody gets 503. */
    Optional<String> lets(int port) {
        return git.sites().stream().anyMatch(site -> site.port() == port && flagged(site))
                ? Optional.empty()
                : proxied(port);
    }

    /** As Django: any other Host header is a bad request. */
    boolean knows(Serving serving, @Nullable String name) {
        return name == null || serving.release().flatMap(git::made)
                .map(made -> SiteShape.host(made.config()).equals(name)).orElse(true);
    }

    /** An app that flaps answers every second time that it is asked. */
    boolean answersNow(Serving serving, boolean proxy) {
        Optional<SimGit.Made> made = serving.release().flatMap(git::made);
        boolean flaps = made.map(m -> m.app().kind())
                .filter(k -> k == AppKind.FLAPS || k == AppKind.FLAPS_IN_PROXY && proxy).isPresent();
        return made.filter(m -> ill.contains(m.app().commit())).isEmpty() && (!flaps || ++asked % 2 == 0);
    }

    /** From now on releases of this commit answer 500. */
    void fallsIll(String commit) {
        ill.add(commit);
    }

    /** What else happens when a migration has run. */
    void afterMigration(Runnable what) {
        afterMigration = what;
    }

    boolean databaseUp() {
        return databaseUp;
    }

    void databaseUp(boolean up) {
        databaseUp = up;
    }

    void online(boolean online) {
        this.online = online;
    }

    /** What nginx proxies the port to, by the files that it read last. */
    Optional<String> proxied(int port) {
        return host.services().state(NGINX).running() ? Optional.ofNullable(proxied.get(port)) : Optional.empty();
    }

    /** nginx was started or reloaded. */
    void nginxReads() {
        proxied.clear();
        for (Site site : git.sites()) {
            Optional<String> text = host.simDisk().text(site.vhost());
            text.filter(t -> t.contains("proxy_pass") && !t.contains("return 500"))
                    .ifPresent(t -> proxied.put(site.port(), site.currentSocket()));
        }
    }

    private SimProgram program(Launch launch) {
        if (launch.unit().equals(NGINX)) {
            nginxReads();
            return SimProgram.healthy();
        }
        launch.definition().values().getOrDefault("ExecStartPre", "").lines().filter(l -> l.contains(LINK))
                .map(l -> l.substring(l.indexOf(LINK) + LINK.length()).split(" ")).filter(l -> !isThere(l[1]))
                .forEach(l -> host.simDisk().putLink(l[1], l[0]));
        Optional<SimGit.Made> made = launch.release().flatMap(git::made);
        made.map(SimGit.Made::site).filter(site -> host.simDisk().exists(site.home() + "/shared")).ifPresent(site -> {
            uploaded.add(site.name());
            host.simDisk().put(upload(site), "a visitor's photo");
        });
        return made.map(m -> launch.unit().contains("-web") ? web(m) : background(m, launch.unit()))
                .orElseGet(SimProgram::healthy);
    }

    private boolean isThere(String link) {
        return host.files().stat(link).isPresent();
    }

    private static SimProgram web(SimGit.Made made) {
        if (made.config().flaw() == SiteConfig.Flaw.ENV) {
            return SimProgram.sick();
        }
        return switch (made.app().kind()) {
            case GOOD, MIGRATES, WORKER_CRASHES, BUILD_FAILS, MIGRATION_FAILS, BREAKS, FLAPS, FLAPS_IN_PROXY ->
                SimProgram.healthy();
            case SLOW -> SimProgram.slow(Duration.ofSeconds(4));
            case NO_BOOT -> SimProgram.failsToStart();
            case SICK, BREAKS_SICK -> SimProgram.sick();
            case SICK_LATER, MIGRATES_SICK -> SimProgram.sickAfter(Duration.ofSeconds(5));
            case CRASHES -> SimProgram.crashLoops(Duration.ofMillis(300 + made.app().commit().charAt(5) % 8 * 400));
        };
    }

    private static SimProgram background(SimGit.Made made, String unit) {
        return made.app().kind() == AppKind.WORKER_CRASHES && unit.contains("worker")
                ? SimProgram.crashLoops(Duration.ofMillis(1500))
                : SimProgram.healthy();
    }

    private CommandResult command(Command command) {
        String program = command.argv().getFirst();
        Command.Overlay overlay = command.overlay();
        if (program.endsWith("systemd-tmpfiles")) {
            host.makeTmpfiles();
        } else if (program.equals("nginx") && overlay != null && isRefused(overlay.staged())) {
            return new CommandResult(1, "", "nginx: [emerg] syntax error");
        }
        return new CommandResult(0, "", "");
    }

    private boolean isRefused(String tree) {
        return git.sites().stream().map(site -> tree + site.vhost().substring("/etc/nginx".length()))
                .anyMatch(path -> host.simDisk().text(path).orElse("").contains("syntax error"));
    }

    private SimWork work(Job job) {
        jobs.add(job.name());
        String program = job.argv().getFirst();
        Optional<SimGit.Made> made = Optional.ofNullable(job.directory()).map(d -> d.replaceAll("/app$", ""))
                .flatMap(git::made);
        if (SimDjango.isCommand(job)) {
            return django.work(job, made.orElseThrow(),
                    String.valueOf(job.directory()).replaceAll("/app$", ""));
        }
        Optional<SimWork> postgres = django.postgres(job);
        return postgres.isPresent() ? postgres.get() : other(program, job, made);
    }

    private SimWork other(String program, Job job, Optional<SimGit.Made> made) {
        return switch (program) {
            case "pip" -> online ? SimWork.doing(() -> {}) : SimWork.failing(1, "Connection refused");
            case "collectstatic" -> made.filter(m -> m.app().kind() == AppKind.BUILD_FAILS).isPresent()
                    ? SimWork.failing(1, "SyntaxError")
                    : SimWork.doing(() -> {});
            case "pending" -> pending(made.orElseThrow());
            case "migrate" -> migrate(made.orElseThrow(), job.name());
            case "pg_dump" -> databaseUp ? dump(job) : SimWork.failing(1, "connection refused");
            default -> SimWork.doing(() -> {}).taking(Duration.ofMillis(100));
        };
    }

    private SimWork dump(Job job) {
        String path = job.argv().stream().filter(w -> w.startsWith("--file=")).findFirst().orElseThrow()
                .substring("--file=".length());
        String database = SimDjango.database(job.argv().stream().filter(w -> w.startsWith("--dbname=")).findFirst()
                .orElseThrow().substring("--dbname=".length()));
        return SimWork.doing(
                () -> host.simDisk().put(path, "dump " + host.simDatabases().content(database)));
    }

    private SimWork pending(SimGit.Made made) {
        boolean none = schema.getOrDefault(made.site().name().value(), 0) >= made.app().schema();
        return (databaseUp && none ? SimWork.doing(() -> {}) : SimWork.failing(1, "pending"))
                .taking(Duration.ofMillis(200));
    }

    private SimWork migrate(SimGit.Made made, String job) {
        if (!databaseUp) {
            return SimWork.failing(1, "could not connect to server: Connection refused");
        }
        if (made.app().kind() == AppKind.MIGRATION_FAILS) {
            return SimWork.failing(1, "no such column");
        }
        String what = made.site().name() + " to " + made.app().schema();
        return SimWork.doing(() -> {
            migrations.add(what);
            schema.merge(made.site().name().value(), made.app().schema(), Math::max);
            afterMigration.run();
        }).taking(Duration.ofSeconds(7));
    }

    /** A site's database was expanded. What a restore takes back may run again. */
    void migrated(String database, int to) {
        migrations.add(database + " to " + to + " after " + host.simDatabases().exchanges(database) + " exchanges");
    }

    /** Every migration that ended well. */
    List<String> migrations() {
        return migrations;
    }

    /** Names of all jobs that ever began. */
    Set<String> jobs() {
        return jobs;
    }
}
