package dev.towline.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towline.history.Decision;
import dev.towline.host.sim.Serving;
import dev.towline.reconcile.ReconcileResult;
import dev.towline.render.RenderedRelease.ContractPolicy;
import dev.towline.render.RenderedRelease.Strategy;
import dev.towline.trigger.Trigger;
import dev.towline.trigger.Trigger.Request;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What one person decided is not undone by what is decided, or happens, beside it. */
class DecisionsTest {
    private static final Site CLUB = Site.of("club", Strategy.BLUE_GREEN, 8001, true).ordered(ContractPolicy.MANUAL);
    private static final int MANY = 25;

    /** A world that serves, with more files than may be removed without asking. */
    private static World serving() {
        World world = new World(7, List.of(CLUB));
        world.git.config(CLUB.name(), SiteConfig.FIRST.extras(MANY));
        world.settle();
        return world;
    }

    private static void pushed(World world, AppKind kind) {
        world.git.push(CLUB.name(), kind);
        world.passes(new Trigger.Interval());
    }

    private static void losesFiles(World world) {
        world.git.config(CLUB.name(), SiteConfig.FIRST.extras(0));
    }

    private static ReconcileResult passed(World world) {
        return Objects.requireNonNull(world.passes(new Trigger.Interval()).get(CLUB.name()));
    }

    private static void ask(World world, Request request) {
        world.ask(CLUB.name(), request);
    }

    private static Set<Decision.Kind> standing(World world) {
        return world.memory.decisions().of(CLUB.name()).stream().map(Decision::kind)
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Decision.Kind.class)));
    }

    private static int schemaServed(World world) {
        return world.host.snapshotOfServing(CLUB.currentSocket()).filter(Serving::healthy).flatMap(Serving::release)
                .flatMap(world.git::made).orElseThrow().app().schema();
    }

    private static String schema(World world) {
        SimDjango.Schema schema = world.machine.django().schemas(world.git.sites().getFirst()).getLast();
        return schema.expanded() + " " + schema.contracted();
    }

    private static String release(World world) {
        return String.valueOf(world.memory.targets().lastGood(CLUB.name()).orElseThrow().release());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_contract_and_an_approval_of_removals_are_both_carried_out_in_either_order(boolean contractFirst) {
        World world = serving();
        pushed(world, AppKind.GOOD);
        pushed(world, AppKind.MIGRATES);
        assertEquals("2 1", schema(world));
        losesFiles(world);
        ask(world, new Request.Suspend("annual meeting"));
        ask(world, contractFirst ? new Request.Contract() : new Request.Approve());
        ask(world, contractFirst ? new Request.Approve() : new Request.Contract());
        assertEquals(EnumSet.of(Decision.Kind.REMOVALS, Decision.Kind.CONTRACT, Decision.Kind.SUSPEND),
                standing(world));
        ask(world, new Request.Resume());
        world.passes(new Trigger.Interval());
        assertEquals("2 2", schema(world));
        assertInstanceOf(ReconcileResult.UpToDate.class, passed(world));
        assertEquals(Set.of(), standing(world));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_contract_and_an_approval_of_a_maintenance_release_both_stand_in_either_order(boolean contractFirst) {
        World world = serving();
        pushed(world, AppKind.GOOD);
        pushed(world, AppKind.MIGRATES);
        pushed(world, AppKind.BREAKS);
        ask(world, new Request.Suspend(""));
        ask(world, contractFirst ? new Request.Contract() : new Request.Approve());
        ask(world, contractFirst ? new Request.Approve() : new Request.Contract());
        assertEquals(EnumSet.of(Decision.Kind.MAINTENANCE, Decision.Kind.CONTRACT, Decision.Kind.SUSPEND),
                standing(world));
    }

    @Test
    void removals_and_a_maintenance_release_are_approved_one_after_the_other() {
        World world = serving();
        pushed(world, AppKind.BREAKS);
        assertEquals(1, schemaServed(world));
        losesFiles(world);
        ask(world, new Request.Suspend(""));
        ask(world, new Request.Approve());
        ask(world, new Request.Approve());
        assertEquals(EnumSet.of(Decision.Kind.REMOVALS, Decision.Kind.MAINTENANCE, Decision.Kind.SUSPEND),
                standing(world));
        ask(world, new Request.Resume());
        assertEquals(2, schemaServed(world));
        assertEquals(Set.of(), standing(world));
    }

    @Test
    void an_approval_of_one_release_lets_no_other_out() {
        World world = serving();
        pushed(world, AppKind.BREAKS);
        ask(world, new Request.Suspend(""));
        ask(world, new Request.Approve());
        world.git.push(CLUB.name(), AppKind.BREAKS);
        ask(world, new Request.Resume());
        world.passes(new Trigger.Interval());
        assertEquals(1, schemaServed(world));
        assertTrue(world.isRefused(CLUB.name()));
    }

    @Test
    void a_release_that_failed_in_maintenance_needs_another_approval() {
        World world = serving();
        pushed(world, AppKind.BREAKS_SICK);
        ask(world, new Request.Approve());
        assertEquals(1, schemaServed(world));
        assertEquals(Set.of(), standing(world));
    }

    @Test
    void a_repair_of_what_serves_uses_up_no_approval() {
        World world = serving();
        losesFiles(world);
        ask(world, new Request.Suspend(""));
        ask(world, new Request.Approve());
        world.invariants.meddled(CLUB);
        world.host.simServices().killed(CLUB.blue());
        ask(world, new Request.Resume());
        world.settle();
        assertInstanceOf(ReconcileResult.UpToDate.class, passed(world));
        assertEquals(Set.of(), standing(world));
    }

    @Test
    void an_approval_ends_when_something_else_goes_out() {
        World world = serving();
        losesFiles(world);
        ask(world, new Request.Suspend(""));
        ask(world, new Request.Approve());
        world.git.config(CLUB.name(), SiteConfig.FIRST.extras(MANY).nextVhost());
        ask(world, new Request.Resume());
        assertEquals(Set.of(), standing(world));
        losesFiles(world);
        assertInstanceOf(ReconcileResult.Blocked.class, passed(world));
    }

    @Test
    void a_suspension_remembers_who_why_and_when() {
        World world = serving();
        ask(world, new Request.Suspend("annual meeting"));
        Decision.Suspend suspended = world.memory.decisions().find(CLUB.name(), Decision.Suspend.class).orElseThrow();
        assertEquals("annual meeting", suspended.reason());
        assertEquals("person", suspended.said().by());
        assertEquals(Optional.of(world.host.clock().instant()), Optional.ofNullable(suspended.said().at()));
        assertEquals(List.of("suspend annual meeting person"), world.status(CLUB.name()).decisions().stream()
                .map(d -> d.decision() + " " + d.subject() + " " + d.by()).toList());
    }

    @Test
    void a_suspended_site_is_not_touched_whatever_happens() {
        World world = serving();
        ask(world, new Request.Suspend(""));
        String before = release(world);
        world.invariants.meddled(CLUB);
        world.host.simDisk().removeByHand(CLUB.vhost());
        world.git.push(CLUB.name(), AppKind.GOOD);
        world.git.config(CLUB.name(), SiteConfig.FIRST.nextVhost());
        world.restart();
        world.passes(new Trigger.Startup());
        world.host.simClock().advance(Duration.ofHours(1));
        ask(world, new Request.Reconcile());
        assertInstanceOf(ReconcileResult.UpToDate.class, passed(world));
        assertFalse(world.host.simDisk().exists(CLUB.vhost()));
        assertEquals(before, release(world));
        ask(world, new Request.Resume());
        assertTrue(world.host.simDisk().exists(CLUB.vhost()));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_pin_ends_when_git_moves(boolean config) {
        World world = serving();
        String first = release(world);
        pushed(world, AppKind.GOOD);
        String second = release(world);
        ask(world, new Request.Rollback(Optional.empty()));
        assertEquals(first, release(world));
        world.settle();
        assertEquals(first, release(world));
        assertEquals(EnumSet.of(Decision.Kind.PIN), standing(world));
        if (config) {
            world.git.config(CLUB.name(), SiteConfig.FIRST.extras(MANY).nextVhost());
        } else {
            world.git.push(CLUB.name(), AppKind.GOOD);
        }
        world.settle();
        assertEquals(Set.of(), standing(world));
        assertFalse(release(world).equals(first));
        assertEquals(config, release(world).equals(second));
    }

    @Test
    void a_plan_ends_no_decision() {
        World world = serving();
        pushed(world, AppKind.GOOD);
        ask(world, new Request.Rollback(Optional.empty()));
        world.git.push(CLUB.name(), AppKind.GOOD);
        assertTrue(world.plan(CLUB.name()).isPresent());
        assertEquals(EnumSet.of(Decision.Kind.PIN), standing(world));
        world.settle();
        assertEquals(Set.of(), standing(world));
    }
}
