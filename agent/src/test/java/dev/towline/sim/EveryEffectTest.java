package dev.towline.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towline.host.HostException;
import dev.towline.host.sim.Faults;
import dev.towline.host.sim.Hook;
import dev.towline.host.sim.Serving;
import dev.towline.render.RenderedRelease.Strategy;
import dev.towline.trigger.Trigger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The standard stories, each told again and again: once for every effect of the host and of the store, with the agent killed
 * before it, killed after it, the machine going down at it, and the effect failing in each way that it can.
 */
class EveryEffectTest {
    private static final Logger ROOT = Logger.getLogger("dev.towline");

    /** What comes before, and what every effect of is broken. */
    enum Tale {
        FIRST_DEPLOY(world -> {}, world -> {}), DEPLOY(EveryEffectTest::deployed,
                world -> world.git.push(club(world), AppKind.MIGRATES)), ROLLBACK(EveryEffectTest::deployed,
                        world -> world.git.push(club(world), AppKind.SICK_LATER)), ROLLBACK_BY_A_PERSON(world -> {
                            deployed(world);
                            world.git.push(club(world), AppKind.GOOD);
                            world.passes(new Trigger.Interval());
                        }, world -> world.ask(club(world),
                                new Trigger.Request.Rollback(Optional.empty()))), CONFIGURATION(
                                        EveryEffectTest::deployed,
                                        world -> world.git.config(club(world),
                                                SiteConfig.FIRST.nextVhost())), BAD_CONFIGURATION(
                                                        EveryEffectTest::deployed,
                                                        world -> world.git.config(club(world),
                                                                SiteConfig.FIRST
                                                                        .flawed(SiteConfig.Flaw.NGINX_MEANING))), PRUNE(
                                                                                world -> {
                                                                                    world.git.config(club(world),
                                                                                            SiteConfig.FIRST.extras(3));
                                                                                    deployed(world);
                                                                                    for (int i = 0; i < SiteShape.KEEP; i++) {
                                                                                        world.git.push(club(world),
                                                                                                AppKind.GOOD);
                                                                                        world.passes(
                                                                                                new Trigger.Interval());
                                                                                    }
                                                                                }, world -> {
                                                                                    world.git.config(club(world),
                                                                                            SiteConfig.FIRST.extras(0)
                                                                                                    .otherWorker());
                                                                                    world.git.push(club(world),
                                                                                            AppKind.GOOD);
                                                                                }), REMOVAL(EveryEffectTest::deployed,
                                                                                        world -> world.git.remove(
                                                                                                club(world))), RETURN(
                                                                                                        world -> {
                                                                                                            deployed(
                                                                                                                    world);
                                                                                                            world.git
                                                                                                                    .remove(club(
                                                                                                                            world));
                                                                                                            world.passes(
                                                                                                                    new Trigger.Interval());
                                                                                                        },
                                                                                                        world -> world.git
                                                                                                                .config(club(
                                                                                                                        world),
                                                                                                                        SiteConfig.FIRST));

        final Consumer<World> before;
        final Consumer<World> push;

        Tale(Consumer<World> before, Consumer<World> push) {
            this.before = before;
            this.push = push;
        }
    }

    private static dev.towline.desired.TargetName club(World world) {
        return world.git.sites().getFirst().name();
    }

    private static void deployed(World world) {
        world.passes(new Trigger.Startup());
    }

    @BeforeAll
    static void quiet() {
        ROOT.setLevel(Level.OFF);
    }

    @AfterAll
    static void loud() {
        ROOT.setLevel(null);
    }

    @ParameterizedTest
    @EnumSource(Tale.class)
    void killed_before_each_effect(Tale tale) {
        sweep(tale, Faults::crashBefore, false, 1);
    }

    @ParameterizedTest
    @EnumSource(Tale.class)
    void killed_after_each_effect(Tale tale) {
        sweep(tale, Faults::crashAfter, false, 1);
    }

    @ParameterizedTest
    @EnumSource(Tale.class)
    void the_machine_goes_down_at_each_effect(Tale tale) {
        sweep(tale, Faults::crashAfter, true, 1);
    }

    @ParameterizedTest
    @EnumSource(Tale.class)
    void each_effect_fails_in_each_way(Tale tale) {
        for (HostException.Kind kind : HostException.Kind.values()) {
            sweep(tale, at -> Faults.failAt(at, kind), false, Integer.getInteger("sim.every", 2));
        }
    }

    /** @param every which effects: all, or one in so many */
    static int sweep(Tale tale, IntFunction<Faults> fault, boolean reboot, int every) {
        int told = 0;
        for (Strategy strategy : Strategy.values()) {
            int effects = tell(tale, strategy, Faults.counting(), false);
            assertTrue(effects > 5, "the tale has effects");
            for (int at = 0; at < effects; at += every) {
                tell(tale, strategy, fault.apply(at), reboot);
                told++;
            }
        }
        return told;
    }

    private static int tell(Tale tale, Strategy strategy, Faults fault, boolean reboot) {
        World world = new World(7, List.of(Site.of("club", strategy, 8001, true)));
        List<String> struck = new ArrayList<>();
        try {
            tale.before.accept(world);
            world.onDeath((w, crash) -> {
                w.arm(Hook.NONE);
                if (reboot) {
                    w.reboot();
                }
            });
            world.invariants.late();
            world.invariants.misleading();
            world.arm(fault);
            tale.push.accept(world);
            world.passes(new Trigger.Webhook("app", "1"));
            struck.add(String.valueOf(fault.struck()));
            world.ends();
            return fault.count();
        } catch (Throwable e) {
            throw new AssertionError(tale + " with " + strategy + ", struck at " + (fault.count() - 1) + " "
                    + fault.struck() + ": " + e + "\n"
                    + String.join("\n", world.watch.log().stream().map(Object::toString).toList()), e);
        }
    }

    /** Without any fault, each tale ends as Git says; so the sweeps break something that works. */
    @ParameterizedTest
    @EnumSource(Tale.class)
    void told_without_a_fault_it_ends_well(Tale tale) {
        World world = new World(7, List.of(Site.of("club", Strategy.BLUE_GREEN, 8001, true)));
        tale.before.accept(world);
        tale.push.accept(world);
        world.passes(new Trigger.Webhook("app", "1"));
        world.ends();
        boolean serves = world.host.snapshotOfServing("/run/sites/club/current.sock").filter(Serving::healthy)
                .isPresent();
        assertEquals(tale != Tale.REMOVAL, serves);
    }
}
