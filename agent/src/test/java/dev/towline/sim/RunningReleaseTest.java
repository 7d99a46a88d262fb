package dev.towline.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towline.reconcile.ReconcileResult;
import dev.towline.render.RenderedRelease.ContractPolicy;
import dev.towline.render.RenderedRelease.Strategy;
import dev.towline.trigger.Trigger;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.jupiter.api.Test;

/** What a change of its database may do to the release that runs, and what it is never asked. */
class RunningReleaseTest {
    private static final int LOOKS = 50;
    private static final Site CLUB = Site.of("club", Strategy.BLUE_GREEN, 8001, false);

    private static World serving(boolean ordered) {
        World world = new World(7, List.of(ordered ? CLUB.ordered(ContractPolicy.NEXT_RELEASE) : CLUB));
        world.settle();
        return world;
    }

    private static ReconcileResult passed(World world) {
        return Objects.requireNonNull(world.passes(new Trigger.Interval()).get(CLUB.name()));
    }

    private static int quarantined(World world) {
        return world.memory.quarantine().of(CLUB.name()).size();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void another_domain_is_not_asked_of_the_release_that_runs(boolean ordered) {
        World world = serving(ordered);
        world.git.config(CLUB.name(), SiteConfig.FIRST.nextDomain());
        assertInstanceOf(ReconcileResult.Converged.class, passed(world));
        assertEquals(0, quarantined(world));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void another_domain_and_a_migration_come_together(boolean ordered) {
        World world = serving(ordered);
        world.git.push(CLUB.name(), AppKind.MIGRATES);
        world.git.config(CLUB.name(), SiteConfig.FIRST.nextDomain());
        assertInstanceOf(ReconcileResult.Converged.class, passed(world));
        assertEquals(0, quarantined(world));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_release_that_brings_a_migration_mends_one_that_answers_500(boolean ordered) {
        World world = serving(ordered);
        world.machine.fallsIll(world.git.app(CLUB.name()).commit());
        world.git.push(CLUB.name(), AppKind.MIGRATES);
        assertInstanceOf(ReconcileResult.Converged.class, passed(world));
        assertEquals(0, quarantined(world));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_migration_that_harms_the_release_that_runs_goes_no_further(boolean otherDomain) {
        World world = serving(false);
        if (otherDomain) {
            world.git.config(CLUB.name(), SiteConfig.FIRST.nextDomain());
        }
        String old = world.git.app(CLUB.name()).commit();
        SimGit.App harmful = world.git.push(CLUB.name(), AppKind.MIGRATES);
        world.machine.afterMigration(() -> world.machine.fallsIll(old));
        ReconcileResult.Failed failed = assertInstanceOf(ReconcileResult.Failed.class, passed(world));
        assertTrue(failed.why().startsWith("migrate:"), failed.why());
        assertEquals(List.of(harmful.commit()),
                world.memory.quarantine().of(CLUB.name()).stream().map(e -> String.valueOf(e.pair().app())).toList());
    }

    @Test
    void one_that_falls_ill_by_itself_is_not_asked_where_no_migration_is_pending() {
        for (int looks = 1; looks < LOOKS; looks++) {
            World world = serving(false);
            String old = world.git.app(CLUB.name()).commit();
            world.git.push(CLUB.name(), AppKind.GOOD);
            world.watch.surprise(looks, () -> world.machine.fallsIll(old));
            assertInstanceOf(ReconcileResult.Converged.class, passed(world), "ill at look " + looks);
        }
    }
}
