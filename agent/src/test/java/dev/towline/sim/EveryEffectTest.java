package dev.towline.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towline.host.HostException;
import dev.towline.host.sim.Faults;
import dev.towline.host.sim.Hook;
import dev.towline.host.sim.Serving;
import dev.towline.render.RenderedRelease.ContractPolicy;
import dev.towline.render.RenderedRelease.Strategy;
import dev.towline.trigger.Trigger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The standard stories, each told again and again: once for every effect of the host and of the store, with the agent killed
 * before it, killed after it, the machine going down at it, and the effect failing in each way that it can.
 */
class EveryEffectTest {
    private static final Logger ROOT = Logger.getLogger("dev.towline");

    /** Stories with something that comes before, and something that every effect of is broken. */
    enum Tale {
        FIRST_DEPLOY, DEPLOY, ROLLBACK, ROLLBACK_BY_A_PERSON, CONFIGURATION, BAD_CONFIGURATION, PRUNE, REMOVAL, RETURN,
        // With ordered migrations:
        ORDERED, ORDERED_SICK, CONTRACT, CONTRACT_AFTER_SOAK, CONTRACT_BY_A_PERSON, ROLLBACK_AFTER_ORDERED, MAINTENANCE, MAINTENANCE_SICK;

        World world(Strategy strategy) {
            Site site = Site.of("club", strategy, 8001, true);
            return new World(7, List.of(switch (this) {
                case FIRST_DEPLOY, DEPLOY, ROLLBACK, ROLLBACK_BY_A_PERSON, CONFIGURATION, BAD_CONFIGURATION, PRUNE,
                        REMOVAL, RETURN ->
                    site;
                case ORDERED, CONTRACT, MAINTENANCE -> site.ordered(ContractPolicy.NEXT_RELEASE);
                case ORDERED_SICK, ROLLBACK_AFTER_ORDERED ->
                    site.ordered(ContractPolicy.NEXT_RELEASE).withTwoDatabases();
                case CONTRACT_AFTER_SOAK -> site.ordered(ContractPolicy.AFTER_SOAK);
                case MAINTENANCE_SICK -> site.ordered(ContractPolicy.AFTER_SOAK).withTwoDatabases();
                case CONTRACT_BY_A_PERSON -> site.ordered(ContractPolicy.MANUAL);
            }));
        }

        void before(World world) {
            switch (this) {
                case FIRST_DEPLOY -> {
                }
                case DEPLOY, ROLLBACK, CONFIGURATION, BAD_CONFIGURATION, REMOVAL, ORDERED, ORDERED_SICK,
                        CONTRACT_AFTER_SOAK ->
                    deployed(world);
                case ROLLBACK_BY_A_PERSON -> {
                    deployed(world);
                    pushed(world, AppKind.GOOD);
                }
                case PRUNE -> {
                    world.git.config(club(world), SiteConfig.FIRST.extras(3));
                    deployed(world);
                    for (int i = 0; i < SiteShape.KEEP; i++) {
                        pushed(world, AppKind.GOOD);
                    }
                }
                case RETURN -> {
                    deployed(world);
                    world.git.remove(club(world));
                    world.ask(club(world), new Trigger.Request.Approve());
                }
                case CONTRACT, CONTRACT_BY_A_PERSON, ROLLBACK_AFTER_ORDERED -> expanded(world);
                case MAINTENANCE -> refused(world, AppKind.BREAKS);
                case MAINTENANCE_SICK -> refused(world, AppKind.BREAKS_SICK);
            }
        }

        void comes(World world) {
            switch (this) {
                case FIRST_DEPLOY -> {
                }
                case DEPLOY, ORDERED, CONTRACT, CONTRACT_AFTER_SOAK ->
                    world.git.push(club(world), AppKind.MIGRATES);
                case ROLLBACK -> world.git.push(club(world), AppKind.SICK_LATER);
                case ORDERED_SICK -> world.git.push(club(world), AppKind.MIGRATES_SICK);
                case ROLLBACK_BY_A_PERSON, ROLLBACK_AFTER_ORDERED ->
                    world.ask(club(world), new Trigger.Request.Rollback(Optional.empty()));
                case CONFIGURATION -> world.git.config(club(world), SiteConfig.FIRST.nextVhost());
                case BAD_CONFIGURATION ->
                    world.git.config(club(world), SiteConfig.FIRST.flawed(SiteConfig.Flaw.NGINX_MEANING));
                case PRUNE -> {
                    world.git.config(club(world), SiteConfig.FIRST.extras(0).otherWorker());
                    world.git.push(club(world), AppKind.GOOD);
                }
                case REMOVAL -> {
                    world.git.remove(club(world));
                    world.ask(club(world), new Trigger.Request.Approve());
                }
                case RETURN -> world.git.config(club(world), SiteConfig.FIRST);
                case CONTRACT_BY_A_PERSON -> world.ask(club(world), new Trigger.Request.Contract());
                case MAINTENANCE, MAINTENANCE_SICK -> world.ask(club(world), new Trigger.Request.Approve());
            }
        }
    }

    private static dev.towline.desired.TargetName club(World world) {
        return world.git.sites().getFirst().name();
    }

    private static void deployed(World world) {
        world.passes(new Trigger.Startup());
    }

    private static void pushed(World world, AppKind kind) {
        world.git.push(club(world), kind);
        world.passes(new Trigger.Interval());
    }

    /** A release that takes something away once nobody needs it, on one that brought no migrations. */
    private static void expanded(World world) {
        deployed(world);
        pushed(world, AppKind.GOOD);
        pushed(world, AppKind.MIGRATES);
    }

    /** Until a person says something, the site goes on as it is. */
    private static void refused(World world, AppKind kind) {
        deployed(world);
        pushed(world, kind);
        world.passes(new Trigger.Interval());
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
        World world = tale.world(strategy);
        List<String> struck = new ArrayList<>();
        try {
            tale.before(world);
            world.onDeath((w, crash) -> {
                w.arm(Hook.NONE);
                if (reboot) {
                    w.reboot();
                }
            });
            world.invariants.late();
            world.invariants.misleading();
            world.arm(fault);
            tale.comes(world);
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
        World world = tale.world(Strategy.BLUE_GREEN);
        tale.before(world);
        tale.comes(world);
        world.passes(new Trigger.Webhook("app", "1"));
        world.ends();
        boolean serves = world.host.snapshotOfServing("/run/sites/club/current.sock").filter(Serving::healthy)
                .isPresent();
        assertEquals(tale != Tale.REMOVAL, serves);
    }

    @ParameterizedTest
    @EnumSource(Strategy.class)
    void after_an_ordered_release_a_person_goes_back_without_losing_anything(Strategy strategy) {
        World world = Tale.ROLLBACK_AFTER_ORDERED.world(strategy);
        expanded(world);
        world.ask(club(world), new Trigger.Request.Rollback(Optional.empty()));
        assertEquals(1, generation(world), "the older release serves");
        assertEquals("2 1", schema(world));
        world.ask(club(world), new Trigger.Request.Retry());
        assertEquals(2, generation(world), "it may go out again");
    }

    @ParameterizedTest
    @EnumSource(Strategy.class)
    void what_waits_is_taken_away_when_the_policy_says_so(Strategy strategy) {
        World next = Tale.CONTRACT.world(strategy);
        expanded(next);
        assertEquals("2 1", schema(next));
        pushed(next, AppKind.GOOD);
        assertEquals("2 2", schema(next));
        World soon = Tale.CONTRACT_AFTER_SOAK.world(strategy);
        expanded(soon);
        assertEquals("2 2", schema(soon));
        World manual = Tale.CONTRACT_BY_A_PERSON.world(strategy);
        expanded(manual);
        pushed(manual, AppKind.GOOD);
        assertEquals("2 1", schema(manual));
        manual.ask(club(manual), new Trigger.Request.Contract());
        assertEquals("2 2", schema(manual));
    }

    @ParameterizedTest
    @EnumSource(Strategy.class)
    void a_release_that_cannot_be_ordered_waits_for_a_word_and_a_sick_one_is_taken_back(Strategy strategy) {
        World world = Tale.MAINTENANCE.world(strategy);
        refused(world, AppKind.BREAKS_SICK);
        assertEquals("1 1", schema(world));
        world.ask(club(world), new Trigger.Request.Approve());
        assertEquals("1 1", schema(world));
        assertEquals(1, generation(world));
        pushed(world, AppKind.BREAKS);
        assertEquals(1, generation(world));
        world.ask(club(world), new Trigger.Request.Approve());
        assertEquals("3 3", schema(world));
        assertEquals(3, generation(world));
    }

    /** A person has read the newest refusal, and not the one of last week. */
    @Test
    void the_word_is_for_the_newest_of_several_that_were_refused() {
        World world = Tale.MAINTENANCE.world(Strategy.BLUE_GREEN);
        refused(world, AppKind.BREAKS_SICK);
        pushed(world, AppKind.BREAKS);
        assertEquals(1, generation(world));
        world.ask(club(world), new Trigger.Request.Approve());
        assertEquals(3, generation(world));
    }

    private static int generation(World world) {
        return world.host.snapshotOfServing("/run/sites/club/current.sock").filter(Serving::healthy)
                .flatMap(Serving::release).flatMap(world.git::made).orElseThrow().app().schema();
    }

    private static String schema(World world) {
        SimDjango.Schema schema = world.machine.django().schemas(world.git.sites().getFirst()).getLast();
        return schema.expanded() + " " + schema.contracted();
    }
}
