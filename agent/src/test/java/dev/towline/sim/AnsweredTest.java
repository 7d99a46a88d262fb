package dev.towline.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.towline.render.RenderedRelease.Strategy;
import dev.towline.status.TargetStatus.Answered;
import dev.towline.trigger.Trigger;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class AnsweredTest {
    private static final int MOST_LOOKS = 200;

    @Test
    void a_request_whose_pass_gave_way_to_a_newer_commit_is_answered_by_the_pass_that_follows() {
        Site site = Site.of("club", Strategy.BLUE_GREEN, 8001, true);
        World world = gaveWay(site);
        assertNull(world.status(site.name()).answered());
        world.passes(new Trigger.Interval());
        Answered answered = Objects.requireNonNull(world.status(site.name()).answered());
        assertEquals("converged", answered.result());
    }

    /** A world in which a person asked, and something newer came while that pass waited for health. */
    private static World gaveWay(Site site) {
        for (int looks = 1; looks < MOST_LOOKS; looks++) {
            World world = new World(7, List.of(site));
            world.settle();
            world.git.push(site.name(), AppKind.GOOD);
            world.watch.surprise(looks, () -> world.git.push(site.name(), AppKind.GOOD));
            world.ask(site.name(), new Trigger.Request.Reconcile());
            if (world.status(site.name()).result().equals("superseded")) {
                return world;
            }
        }
        throw new AssertionError("no pass gave way");
    }
}
