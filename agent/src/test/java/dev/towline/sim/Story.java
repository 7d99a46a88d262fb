package dev.towline.sim;

import dev.towline.host.HostException;
import dev.towline.host.sim.Faults;
import dev.towline.host.sim.Hook;
import dev.towline.host.sim.SimDisk;
import dev.towline.render.RenderedRelease.ContractPolicy;
import dev.towline.render.RenderedRelease.Strategy;
import dev.towline.trigger.Trigger;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** One seed's life: what comes from Git, from people, from the machine and from bad luck, in an order that the seed chooses. */
final class Story {
    private static final int MOST_EVENTS = 10;

    private final Random dice;
    private final World world;

    private Story(long seed) {
        dice = new Random(seed * 0x9E3779B97F4A7C15L + 1);
        Site club = Site.of("club", dice.nextInt(4) == 0 ? Strategy.RESTART : Strategy.BLUE_GREEN, 8001,
                dice.nextInt(4) == 0);
        Site guild = Site.of("guild", Strategy.BLUE_GREEN, 8002, false);
        List<Site> sites = dice.nextInt(3) == 0 ? List.of(club, guild) : List.of(club);
        sites = dice.nextBoolean() ? sites.stream().map(this::ordered).toList() : sites;
        // With dice of its own: what the others tell stays what it was.
        boolean two = new Random(seed * 0x9E3779B97F4A7C15L + 2).nextInt(3) == 0;
        world = new World(seed, two ? sites.stream().map(Site::withTwoDatabases).toList() : sites);
        world.onDeath((w, crash) -> died());
    }

    private Site ordered(Site site) {
        return site.ordered(ContractPolicy.values()[dice.nextInt(ContractPolicy.values().length)]);
    }

    /** @throws AssertionError that tells the seed, the story and every effect, when something does not hold */
    static void tell(long seed) {
        Story story = new Story(seed);
        try {
            story.run();
        } catch (Throwable e) {
            throw new AssertionError("seed " + seed + ": " + e + "\nreplay with -Dsim.seed=" + seed + "\n"
                    + String.join("\n", story.world.watch.log().stream().map(Object::toString).toList()), e);
        }
    }

    private void run() {
        if (dice.nextInt(3) == 0) {
            arm();
        }
        world.passes(new Trigger.Startup());
        int events = 1 + dice.nextInt(MOST_EVENTS);
        for (int i = 0; i < events; i++) {
            event();
        }
        world.ends();
    }

    private void event() {
        Site site = site();
        switch (dice.nextInt(16)) {
            case 0, 1, 2, 3 -> push(site, anyKind(site));
            case 4, 5, 6 -> config(site);
            case 7 -> comesAndGoes(site);
            case 8 -> request(site);
            case 9 -> meddle(site);
            case 10 -> world.reboot();
            case 11, 12, 13 -> arm();
            case 14 -> outage();
            default -> surprise(site);
        }
        if (dice.nextInt(4) != 0) {
            world.passes(trigger());
        }
        if (dice.nextInt(3) == 0) {
            world.host.simClock().advance(Duration.ofSeconds(dice.nextInt(600)));
        }
    }

    private Trigger trigger() {
        return dice.nextBoolean() ? new Trigger.Interval() : new Trigger.Webhook("app", "1");
    }

    private Site site() {
        List<Site> all = world.git.sites();
        return all.get(dice.nextInt(all.size()));
    }

    private AppKind anyKind(Site site) {
        AppKind[] kinds = AppKind.values();
        AppKind kind = switch (dice.nextInt(6)) {
            case 0, 1 -> AppKind.GOOD;
            case 2 -> site.isOrdered() ? AppKind.MIGRATES : AppKind.GOOD;
            default -> kinds[dice.nextInt(kinds.length)];
        };
        if (kind == AppKind.FLAPS_IN_PROXY && site.isOrdered()) {
            // In maintenance nobody comes through the proxy: what flaps only there is seen when there is no way back.
            return AppKind.FLAPS;
        }
        return kind.breaks() && !site.isOrdered() ? AppKind.MIGRATES : kind;
    }

    private void push(Site site, AppKind kind) {
        world.watch.note("PUSH " + site.name() + " " + world.git.push(site.name(), kind));
    }

    private void config(Site site) {
        SiteConfig now = world.git.head().sites().get(site.name());
        if (now == null) {
            world.git.host(dice.nextInt(100));
            return;
        }
        SiteConfig next = switch (dice.nextInt(10)) {
            case 0, 1 -> now.nextVhost();
            case 2 -> now.nextEnv();
            case 3 -> now.otherWorker();
            case 4 -> now.extras(dice.nextInt(4));
            case 5 -> now.flawed(SiteConfig.Flaw.TEMPLATE);
            case 6 -> now.flawed(SiteConfig.Flaw.NGINX_SYNTAX);
            case 7 -> now.flawed(SiteConfig.Flaw.NGINX_MEANING);
            case 8 -> now.flawed(SiteConfig.Flaw.ENV);
            default -> now.extras(25);
        };
        world.watch.note("CONFIG " + site.name() + " " + next);
        world.git.config(site.name(), next);
    }

    private void comesAndGoes(Site site) {
        SiteConfig now = world.git.head().sites().get(site.name());
        world.watch.note((now == null ? "ADD " : "REMOVE ") + site.name());
        world.invariants.cameOrWent(site);
        if (now == null) {
            world.git.config(site.name(), SiteConfig.FIRST);
        } else {
            world.git.remove(site.name());
        }
    }

    private void request(Site site) {
        world.ask(site.name(), switch (dice.nextInt(9)) {
            case 0, 1 -> new Trigger.Request.Rollback(Optional.empty());
            case 2 -> new Trigger.Request.Retry();
            case 3 -> new Trigger.Request.Suspend("");
            case 4 -> new Trigger.Request.Resume();
            case 5 -> new Trigger.Request.Approve();
            case 6 -> site.isOrdered() ? new Trigger.Request.Contract() : new Trigger.Request.Reconcile();
            case 7 -> site.isOrdered() ? new Trigger.Request.Approve() : new Trigger.Request.Reconcile();
            default -> new Trigger.Request.Reconcile();
        });
    }

    /** A person with a shell. */
    private void meddle(Site site) {
        SimDisk disk = world.host.simDisk();
        int what = dice.nextInt(8);
        boolean ours = world.memory.inventory().of(site.name()).stream().anyMatch(o -> o.name().equals(site.vhost()));
        if (!ours) {
            return;
        }
        world.watch.note("MEDDLE " + site.name() + " " + what);
        world.invariants.meddled(site);
        switch (what) {
            case 0 -> {
                if (disk.exists(site.vhost())) {
                    disk.put(site.vhost(), "by hand");
                }
            }
            case 1 -> disk.removeByHand(site.vhost());
            case 2 -> world.host.simServices().killed(site.worker());
            case 3 -> world.host.simServices().killed(site.blue());
            case 4 -> disk.removeByHand(site.currentSocket());
            case 5 -> disk.removeByHand(Site.unitFile(site.worker()));
            case 6 -> disk.putLink(site.vhost(), "/etc/nginx/nginx.conf");
            default -> world.host.simServices().killed(site.green());
        }
    }

    private void arm() {
        int at = dice.nextInt(dice.nextBoolean() ? 300 : 60);
        int mode = dice.nextInt(3);
        HostException.Kind[] kinds = HostException.Kind.values();
        HostException.Kind kind = kinds[dice.nextInt(kinds.length)];
        world.watch.note("ARM " + at + " " + (mode == 0 ? "crash before" : mode == 1 ? "crash after" : kind));
        Hook faults = switch (mode) {
            case 0 -> Faults.crashBefore(at);
            case 1 -> Faults.crashAfter(at);
            default -> Faults.failAt(at, kind);
        };
        if (mode == 2) {
            world.invariants.misleading();
            world.invariants.late();
        }
        world.arm(faults);
    }

    private void died() {
        if (dice.nextInt(3) == 0) {
            world.host.simClock().advance(Duration.ofSeconds(dice.nextInt(60)));
        }
        if (dice.nextInt(5) == 0) {
            world.reboot();
        }
        if (dice.nextInt(4) == 0) {
            arm();
        } else {
            world.arm(Hook.NONE);
        }
    }

    private void outage() {
        boolean database = dice.nextBoolean();
        world.watch.note("OUTAGE " + (database ? "database" : "network"));
        if (database) {
            world.invariants.misleading();
            world.machine.databaseUp(false);
        } else {
            world.machine.online(false);
        }
        if (dice.nextBoolean()) {
            world.passes(trigger());
            world.machine.databaseUp(true);
            world.machine.online(true);
        }
    }

    /** Git moves, or the database comes and goes, in the middle of a pass. */
    private void surprise(Site site) {
        AppKind kind = anyKind(site);
        int what = dice.nextInt(3);
        world.watch.surprise(dice.nextInt(40), () -> {
            if (what == 0 && world.git.names(site.name())) {
                config(site);
            } else {
                push(site, kind);
            }
        });
        push(site, anyKind(site));
        world.passes(trigger());
    }
}
