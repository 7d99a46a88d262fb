package dev.towline.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towline.desired.TargetName;
import dev.towline.host.HostException;
import dev.towline.host.sim.Effect;
import dev.towline.host.sim.Hook;
import dev.towline.host.sim.Serving;
import dev.towline.reconcile.ReconcileResult;
import dev.towline.render.RenderedRelease.Strategy;
import dev.towline.trigger.Trigger;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What serves, or served until somebody stopped it, comes before everything that is new. */
class LiveRepairTest {
    private static final int LOOKS = 60;

    private static World serving(Strategy strategy) {
        World world = new World(7, List.of(Site.of("club", strategy, 8001, true)));
        world.settle();
        return world;
    }

    private static Site club(World world) {
        return world.git.sites().getFirst();
    }

    private static void stop(World world, String unit) {
        world.invariants.meddled(club(world));
        world.host.simServices().killed(unit);
    }

    private static boolean serves(World world) {
        return world.host.snapshotOfServing(club(world).currentSocket()).filter(Serving::healthy).isPresent();
    }

    /** No disk for any build. */
    private static void fullDisk(World world) {
        world.arm(new Hook() {
            @Override
            public void before(Effect effect) {
                if (effect.room().equals("jobs") && effect.subject().contains("-build-")) {
                    throw new HostException(HostException.Kind.DISK, "no space left on device");
                }
            }
        });
    }

    @ParameterizedTest
    @EnumSource(Strategy.class)
    void a_push_while_what_serves_is_started_again_does_not_take_the_start_back(Strategy strategy) {
        for (int looks = 1; looks < LOOKS; looks++) {
            World world = serving(strategy);
            stop(world, club(world).blue());
            fullDisk(world);
            world.watch.surprise(looks, () -> world.git.push(club(world).name(), AppKind.GOOD));
            world.passes(new Trigger.Interval());
            assertTrue(serves(world), "after a push at look " + looks);
        }
    }

    @ParameterizedTest
    @EnumSource(Strategy.class)
    void what_serves_is_started_before_a_newer_release_that_waits_for_disk(Strategy strategy) {
        World world = serving(strategy);
        world.git.push(club(world).name(), AppKind.GOOD);
        fullDisk(world);
        stop(world, club(world).blue());
        Map<TargetName, ReconcileResult> results = world.passes(new Trigger.Interval());
        assertTrue(serves(world));
        assertInstanceOf(ReconcileResult.Waiting.class, results.get(club(world).name()));
    }

    @Test
    void what_serves_is_started_although_the_newest_configuration_does_not_render() {
        World world = serving(Strategy.BLUE_GREEN);
        world.git.config(club(world).name(), SiteConfig.FIRST.flawed(SiteConfig.Flaw.TEMPLATE));
        stop(world, club(world).blue());
        world.watch.surprise(20, () -> world.git.push(club(world).name(), AppKind.GOOD));
        world.passes(new Trigger.Interval());
        assertTrue(serves(world));
    }

    @Test
    void a_worker_of_what_serves_is_started_before_a_newer_release_too() {
        World world = serving(Strategy.BLUE_GREEN);
        world.git.push(club(world).name(), AppKind.GOOD);
        fullDisk(world);
        stop(world, club(world).worker());
        world.passes(new Trigger.Interval());
        assertTrue(world.host.services().state(club(world).worker()).running());
    }

    @Test
    void a_unit_of_the_host_is_started_before_newer_configuration_that_waits() {
        World world = serving(Strategy.BLUE_GREEN);
        world.git.host(2);
        world.invariants.meddled(club(world));
        world.host.simServices().killed(Machine.NGINX);
        world.arm(new Hook() {
            @Override
            public void before(Effect effect) {
                if (effect.room().equals("files") && effect.subject().contains("nginx.conf")) {
                    throw new HostException(HostException.Kind.DISK, "no space left on device");
                }
            }
        });
        world.passes(new Trigger.Interval());
        assertTrue(world.host.services().state(Machine.NGINX).running());
    }

    @Test
    void a_release_mends_what_cannot_be_started_any_more() {
        World world = serving(Strategy.BLUE_GREEN);
        stop(world, club(world).blue());
        world.git.push(club(world).name(), AppKind.GOOD);
        world.arm(new Hook() {
            @Override
            public void before(Effect effect) {
                if (effect.verb().equals("start") && effect.subject().equals(club(world).blue())) {
                    throw new HostException(HostException.Kind.REJECTED, "it does not start");
                }
            }
        });
        Map<TargetName, ReconcileResult> results = world.passes(new Trigger.Interval());
        assertTrue(serves(world));
        assertInstanceOf(ReconcileResult.Converged.class, results.get(club(world).name()));
    }

    @Test
    void what_serves_as_it_should_is_left_alone_when_something_newer_comes() {
        World world = serving(Strategy.BLUE_GREEN);
        int before = world.memory.deployments().newest(club(world).name(), 10).size();
        world.git.push(club(world).name(), AppKind.GOOD);
        world.passes(new Trigger.Interval());
        assertEquals(before + 1, world.memory.deployments().newest(club(world).name(), 10).size());
    }

    @Test
    void a_path_that_is_not_ours_stops_only_itself_and_new_configuration_beside_it_goes_out() {
        World world = serving(Strategy.BLUE_GREEN);
        world.host.simDisk().put("/etc/club/extra-1", "by hand");
        world.git.config(club(world).name(), SiteConfig.FIRST.extras(3).withVhost(2));
        Map<TargetName, ReconcileResult> results = world.passes(new Trigger.Interval());
        assertInstanceOf(ReconcileResult.Blocked.class, results.get(club(world).name()));
        assertTrue(world.status(club(world).name()).message().contains("/etc/club/extra-1"));
        assertTrue(world.host.simDisk().text(club(world).vhost()).orElseThrow().contains("# 2"));
        assertTrue(world.host.simDisk().exists("/etc/club/extra-2"));
        assertEquals("by hand", world.host.simDisk().text("/etc/club/extra-1").orElseThrow());
        assertTrue(world.memory.inventory().of(club(world).name()).stream()
                .noneMatch(o -> o.name().equals("/etc/club/extra-1")));
        world.host.simDisk().removeByHand("/etc/club/extra-1");
        results = world.passes(new Trigger.Interval());
        assertInstanceOf(ReconcileResult.Converged.class, results.get(club(world).name()));
        assertEquals("extra 1", world.host.simDisk().text("/etc/club/extra-1").orElseThrow());
    }

    @Test
    void what_waits_and_has_nothing_beside_it_to_do_is_left_alone() {
        World world = serving(Strategy.BLUE_GREEN);
        world.host.simDisk().put("/etc/club/extra-1", "by hand");
        world.git.config(club(world).name(), SiteConfig.FIRST.extras(2));
        world.passes(new Trigger.Interval());
        int before = world.memory.deployments().newest(club(world).name(), 10).size();
        Map<TargetName, ReconcileResult> results = world.passes(new Trigger.Interval());
        assertInstanceOf(ReconcileResult.Blocked.class, results.get(club(world).name()));
        assertEquals(before, world.memory.deployments().newest(club(world).name(), 10).size());
    }

    @Test
    void a_new_path_that_is_not_ours_stops_no_repair_of_what_is_live() {
        World world = serving(Strategy.BLUE_GREEN);
        world.host.simDisk().put("/etc/club/extra-1", "by hand");
        world.git.config(club(world).name(), SiteConfig.FIRST.extras(2));
        world.invariants.meddled(club(world));
        world.host.simDisk().removeByHand(club(world).vhost());
        stop(world, club(world).blue());
        Map<TargetName, ReconcileResult> results = world.passes(new Trigger.Interval());
        assertInstanceOf(ReconcileResult.Blocked.class, results.get(club(world).name()));
        assertTrue(serves(world));
        assertTrue(world.host.simDisk().exists(club(world).vhost()));
        assertEquals("by hand", world.host.simDisk().text("/etc/club/extra-1").orElseThrow());
    }
}
