package dev.towline.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towline.host.sim.Effect;
import dev.towline.host.sim.Hook;
import dev.towline.reconcile.ReconcileResult;
import dev.towline.render.RenderedRelease.ContractPolicy;
import dev.towline.render.RenderedRelease.Strategy;
import dev.towline.trigger.Trigger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When a release is healthy, and whose fault it is when it is not. */
class VerdictTest {
    private static final int LOOKS = 60;
    private static final Site CLUB = Site.of("club", Strategy.BLUE_GREEN, 8001, false);

    private static World serving(boolean ordered) {
        World world = new World(7, List.of(ordered ? CLUB.ordered(ContractPolicy.NEXT_RELEASE) : CLUB));
        world.settle();
        return world;
    }

    private static ReconcileResult passed(World world) {
        return Objects.requireNonNull(world.passes(new Trigger.Interval()).get(CLUB.name()));
    }

    @Test
    void an_application_that_answers_every_second_time_never_serves() {
        World world = serving(false);
        world.git.push(CLUB.name(), AppKind.FLAPS);
        assertInstanceOf(ReconcileResult.Failed.class, passed(world));
    }

    @Test
    void one_that_answers_every_second_time_through_the_proxy_is_rolled_back() {
        World world = serving(false);
        world.git.push(CLUB.name(), AppKind.FLAPS_IN_PROXY);
        assertInstanceOf(ReconcileResult.RolledBack.class, passed(world));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void an_outage_of_the_database_at_any_moment_puts_no_good_release_into_quarantine(boolean ordered) {
        int blamed = 0;
        for (int looks = 1; looks < LOOKS; looks++) {
            World world = serving(ordered);
            world.invariants.misleading();
            SimGit.App good = world.git.push(CLUB.name(), AppKind.GOOD);
            world.watch.surprise(looks, () -> world.machine.databaseUp(false));
            ReconcileResult result = passed(world);
            assertEquals(List.of(), world.memory.quarantine().of(CLUB.name()), "an outage at look " + looks);
            blamed += result instanceof ReconcileResult.Waiting ? 1 : 0;
            world.calm();
            world.settle();
            assertEquals(Optional.of(good.commit()),
                    world.memory.targets().lastGood(CLUB.name()).map(pair -> String.valueOf(pair.app())));
        }
        assertTrue(blamed > LOOKS / 4, "of " + LOOKS + " outages, " + blamed + " were met");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void the_old_slot_is_stopped_once_its_requests_have_ended_or_their_time_is_over(boolean busy) {
        World world = serving(false);
        if (busy) {
            world.host.simSockets().busy(CLUB.run() + "/blue/web.sock", 3, Duration.ofHours(1));
        }
        List<Instant> times = new ArrayList<>();
        world.arm(new Hook() {
            @Override
            public void after(Effect effect) {
                if (effect.subject().equals(CLUB.blue())
                        && (effect.verb().equals("disable") || effect.verb().equals("stop"))) {
                    times.add(world.host.clock().instant());
                }
            }
        });
        world.git.push(CLUB.name(), AppKind.GOOD);
        passed(world);
        Duration between = Duration.between(times.getFirst(), times.getLast());
        assertEquals(2, times.size());
        assertEquals(busy, between.compareTo(Duration.ofSeconds(5)) >= 0, between.toString());
    }

    @Test
    void a_failed_release_is_history_once_a_newer_one_is_good() {
        World world = serving(false);
        world.git.push(CLUB.name(), AppKind.NO_BOOT);
        passed(world);
        assertEquals(1, world.status(CLUB.name()).quarantined().size());
        passed(world);
        assertEquals(1, world.status(CLUB.name()).quarantined().size());
        world.git.push(CLUB.name(), AppKind.GOOD);
        passed(world);
        assertEquals(List.of(), world.status(CLUB.name()).quarantined());
        assertEquals(1, world.memory.quarantine().of(CLUB.name()).size());
    }
}
