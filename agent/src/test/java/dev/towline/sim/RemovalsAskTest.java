package dev.towline.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towline.desired.TargetName;
import dev.towline.host.sim.Effect;
import dev.towline.host.sim.Faults;
import dev.towline.host.sim.Serving;
import dev.towline.reconcile.ReconcileResult;
import dev.towline.render.RenderedRelease.Strategy;
import dev.towline.trigger.Trigger;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Stopping what serves is never a side effect of a commit. */
class RemovalsAskTest {
    private static final Site CLUB = Site.of("club", Strategy.BLUE_GREEN, 8001, false);
    private static final Site GUILD = Site.of("guild", Strategy.BLUE_GREEN, 8002, false);

    private static World serving() {
        World world = new World(7, List.of(CLUB, GUILD));
        world.settle();
        return world;
    }

    private static boolean serves(World world, Site site) {
        return world.host.snapshotOfServing(site.currentSocket()).filter(Serving::healthy).isPresent();
    }

    private static ReconcileResult passed(World world, TargetName target) {
        return Objects.requireNonNull(world.passes(new Trigger.Interval()).get(target));
    }

    private static int exit(World world, Site site) {
        return passed(world, site.name()).exitCode();
    }

    @Test
    void sites_that_git_no_longer_names_serve_until_a_person_approves_each() {
        World world = serving();
        world.git.remove(CLUB.name());
        world.git.remove(GUILD.name());
        assertEquals(3, exit(world, CLUB));
        assertEquals(3, exit(world, GUILD));
        world.ask(CLUB.name(), new Trigger.Request.Approve());
        world.passes(new Trigger.Interval());
        assertFalse(serves(world, CLUB));
        assertTrue(serves(world, GUILD));
        assertFalse(world.host.simDisk().exists(CLUB.vhost()));
        assertEquals(3, exit(world, GUILD));
    }

    @Test
    void a_site_whose_removal_waits_is_kept_as_it_was() {
        World world = serving();
        world.git.remove(CLUB.name());
        world.passes(new Trigger.Interval());
        world.invariants.meddled(CLUB);
        world.host.simServices().killed(CLUB.blue());
        world.host.simDisk().removeByHand(CLUB.vhost());
        assertInstanceOf(ReconcileResult.Blocked.class, passed(world, CLUB.name()));
        assertTrue(serves(world, CLUB));
        assertTrue(world.machine.proxied(CLUB.port()).isPresent());
    }

    @Test
    void a_site_that_comes_back_before_it_was_approved_goes_on_as_if_nothing_had_been() {
        World world = serving();
        world.git.remove(CLUB.name());
        world.passes(new Trigger.Interval());
        world.git.config(CLUB.name(), SiteConfig.FIRST);
        assertInstanceOf(ReconcileResult.UpToDate.class, passed(world, CLUB.name()));
        assertTrue(serves(world, CLUB));
    }

    @Test
    void the_config_repo_may_let_sites_go_without_asking() {
        World world = serving();
        world.git.allowRemovals();
        world.git.remove(CLUB.name());
        assertInstanceOf(ReconcileResult.Converged.class, passed(world, CLUB.name()));
        assertFalse(serves(world, CLUB));
    }

    @Test
    void a_host_file_without_components_stops_nothing_before_a_person_approves() {
        World world = serving();
        world.git.host(SimGit.NO_COMPONENTS);
        assertEquals(3, passed(world, TargetName.HOST).exitCode());
        assertTrue(world.host.services().state(Machine.NGINX).running());
        world.invariants.misleading();
        world.git.sites().forEach(world.invariants::meddled);
        world.ask(TargetName.HOST, new Trigger.Request.Approve());
        assertFalse(world.host.services().state(Machine.NGINX).running());
    }

    @Test
    void removals_below_the_cap_of_each_target_are_counted_over_the_host() {
        World world = new World(7, List.of(CLUB, GUILD));
        world.git.config(CLUB.name(), SiteConfig.FIRST.extras(15));
        world.git.config(GUILD.name(), SiteConfig.FIRST.extras(15));
        world.settle();
        world.git.config(CLUB.name(), SiteConfig.FIRST.extras(0));
        world.git.config(GUILD.name(), SiteConfig.FIRST.extras(0));
        assertEquals(3, exit(world, CLUB));
        assertEquals(3, exit(world, GUILD));
        world.ask(CLUB.name(), new Trigger.Request.Approve());
        assertEquals(0, exit(world, CLUB));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void an_approved_removal_that_is_cut_needs_no_second_approval(boolean before) {
        for (int at = 0; at < 400; at += 3) {
            World world = new World(7, List.of(CLUB));
            world.settle();
            world.invariants.cameOrWent(CLUB);
            world.git.remove(CLUB.name());
            world.passes(new Trigger.Interval());
            Faults faults = before ? Faults.crashBefore(at) : Faults.crashAfter(at);
            world.arm(faults);
            world.ask(CLUB.name(), new Trigger.Request.Approve());
            boolean struck = faults.struck() != null;
            boolean asked = world.watch.log().stream()
                    .anyMatch(e -> e instanceof Effect effect && effect.verb().equals("Decisions.put"));
            if (!asked) {
                continue;
            }
            world.calm();
            Map<TargetName, ReconcileResult> results = world.settle();
            assertFalse(results.get(CLUB.name()) instanceof ReconcileResult.Blocked, "cut at " + at);
            if (!struck) {
                return;
            }
        }
    }
}
