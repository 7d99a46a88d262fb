package dev.towline.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.towline.render.RenderedRelease.ContractPolicy;
import dev.towline.render.RenderedRelease.Strategy;
import dev.towline.trigger.Trigger;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class OrderedFilesTest {
    @Test
    void what_migrations_wrote_for_a_release_goes_when_a_release_after_it_is_judged() {
        Site site = Site.of("club", Strategy.BLUE_GREEN, 8001, true).ordered(ContractPolicy.NEXT_RELEASE);
        World world = new World(7, List.of(site));
        world.settle();
        for (int release = 0; release < 2 * SiteShape.KEEP; release++) {
            world.git.push(site.name(), AppKind.GOOD);
            world.settle();
        }
        Set<String> before = here(world, site);
        world.git.push(site.name(), AppKind.GOOD);
        world.passes(new Trigger.Interval());
        Set<String> written = world.host.files().list(site.home() + "/migrations").stream()
                .map(name -> name.substring(0, name.indexOf('.'))).collect(Collectors.toSet());
        assertFalse(written.isEmpty());
        before.addAll(here(world, site));
        written.removeAll(before);
        assertEquals(Set.of(), written);
    }

    private static Set<String> here(World world, Site site) {
        return new TreeSet<>(world.host.files().list(site.home() + "/releases"));
    }
}
