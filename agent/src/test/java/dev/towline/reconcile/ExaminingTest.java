package dev.towline.reconcile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towline.apply.Refused;
import dev.towline.apply.StepFailed.Fault;
import dev.towline.apply.Work;
import dev.towline.desired.TargetName;
import dev.towline.health.HealthPolicy;
import dev.towline.history.Pair;
import dev.towline.history.memory.MemoryHistory;
import dev.towline.host.Digest;
import dev.towline.host.sim.SimHost;
import dev.towline.migrate.order.Explanation;
import dev.towline.migrate.order.OrderedMigrations;
import dev.towline.reconcile.Wanted.Rendering;
import dev.towline.render.RenderedRelease;
import dev.towline.render.RenderedRelease.BuildStep;
import dev.towline.render.RenderedRelease.ContractPolicy;
import dev.towline.render.RenderedRelease.Engine;
import dev.towline.render.RenderedRelease.Migration;
import dev.towline.render.RenderedRelease.Ordered;
import dev.towline.render.RenderedRelease.RestoreSource;
import dev.towline.render.RenderedTarget;
import dev.towline.source.CommitInfo;
import dev.towline.source.Revision;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Whom the doctor asks about a site's databases, and what it says where nobody answers. */
class ExaminingTest {
    private static final TargetName SITE = new TargetName("club");
    private static final String PATH = "/opt/club/releases/aaaaaaa-00000001";
    private static final Explanation FOUND = new Explanation("0001_x.sql", false, "gone", "bring it back");
    private final SimHost host = new SimHost();
    private final MemoryHistory history = new MemoryHistory();
    private boolean away;

    private List<Explanation> examine(Rendering rendering) {
        history.targets().lastGood(SITE,
                new Pair("c".repeat(40), "0".repeat(64), "a".repeat(40), "aaaaaaa-00000001"));
        return new Examining(host, history, new Fixed(rendering), new Engines(), new DeploymentIds(() -> 7)).of(SITE);
    }

    private static Rendering ready(boolean ordered) {
        BuildStep none = new BuildStep("none", List.of(), Duration.ZERO);
        List<RestoreSource> saves = List.of(new RestoreSource.Postgres("club"));
        Ordered how = new Ordered(new Engine.SqlFiles("migrations", "DATABASE_URL", 0, Duration.ofHours(2)), saves,
                "/opt/club/migrations", ContractPolicy.NEXT_RELEASE, Duration.ofSeconds(2), List.of(), List.of());
        Migration migration = ordered
                ? new Migration(none, none, saves, Optional.of(how), "")
                : new Migration(none, none, saves);
        RenderedRelease release = new RenderedRelease("aaaaaaa-00000001", Revision.of("a".repeat(40)), Digest.of("x"),
                "/opt/club", PATH, "", "club", "club", RenderedRelease.Strategy.RESTART, Optional.empty(), List.of(),
                List.of(), List.of(), List.of(), List.of(), Optional.of(migration), Optional.empty(), List.of(),
                "/opt/club/current", "/opt/club/previous", 3, List.of("public"));
        return new Rendering.Ready(new RenderedTarget(SITE, Digest.of("x"), List.of(), List.of(), List.of(), List.of(),
                List.of(), List.of(), List.of(), List.of(), Map.of(), List.of(), Set.of(), 20,
                new HealthPolicy(List.of(), 1, Duration.ofSeconds(1), Duration.ofSeconds(10), Duration.ZERO),
                Optional.empty(), Optional.of(release)));
    }

    @Test
    void the_engine_of_the_release_that_runs_is_asked() {
        host.simDisk().put(PATH + "/.complete", "");
        assertEquals(List.of(FOUND), examine(ready(true)));
    }

    @Test
    void a_site_without_ordered_migrations_or_without_a_release_has_nothing_to_say() {
        host.simDisk().put(PATH + "/.complete", "");
        assertEquals(List.of(), examine(ready(false)));
        assertEquals(List.of(), examine(new Rendering.Suspended()));
        assertEquals(List.of(), new Examining(host, new MemoryHistory(), new Fixed(ready(true)), new Engines(),
                new DeploymentIds(() -> 7)).of(SITE));
    }

    @Test
    void where_nobody_can_be_asked_the_reason_is_a_finding() {
        assertTrue(
                examine(ready(true)).getFirst().detail().endsWith("no folder " + PATH + " of the release that runs"));
        assertTrue(examine(new Rendering.NotYet("the app was not fetched yet")).getFirst().detail()
                .endsWith("the app was not fetched yet"));
        host.simDisk().put(PATH + "/.complete", "");
        away = true;
        List<Explanation> told = examine(ready(true));
        assertEquals(1, told.size());
        assertTrue(!told.getFirst().well() && told.getFirst().detail().endsWith("the job was killed"), told::toString);
    }

    /** Always the same. */
    private record Fixed(Rendering rendering) implements Wanted {
        @Override
        public Optional<Heads> heads(TargetName target) {
            return Optional.empty();
        }

        @Override
        public Rendering render(TargetName target, Heads heads) {
            return rendering;
        }

        @Override
        public Optional<CommitInfo> commit(TargetName target, Heads heads, boolean app) {
            return Optional.empty();
        }
    }

    /** Finds one thing, or is away; nothing else may be asked of it. */
    private final class Engines implements OrderedMigrations {
        @Override
        public List<Explanation> examine(RenderedRelease release, Work work) {
            if (away) {
                throw new Refused(Fault.ENVIRONMENT, "the job was killed");
            }
            return List.of(FOUND);
        }

        @Override
        public boolean touchesData(RenderedRelease release, Work work) {
            throw new AssertionError();
        }

        @Override
        public void judge(RenderedRelease release, @Nullable String running, boolean maintenance, Work work) {
            throw new AssertionError();
        }

        @Override
        public void expand(RenderedRelease release, boolean maintenance, Work work) {
            throw new AssertionError();
        }

        @Override
        public void contract(RenderedRelease release, String running, boolean newer, Work work) {
            throw new AssertionError();
        }

        @Override
        public void settle(RenderedRelease release, Work work) {
            throw new AssertionError();
        }
    }
}
