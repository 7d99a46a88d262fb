package dev.towline.release;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towline.apply.Refused;
import dev.towline.apply.StepFailed.Fault;
import dev.towline.apply.Work;
import dev.towline.desired.TargetName;
import dev.towline.history.DeploymentId;
import dev.towline.host.Digest;
import dev.towline.host.Host;
import dev.towline.host.JobLimits;
import dev.towline.host.Ownership;
import dev.towline.host.local.LocalHost;
import dev.towline.render.RenderedRelease;
import dev.towline.render.RenderedRelease.BuildStep;
import dev.towline.render.RenderedRelease.Limits;
import dev.towline.source.MemorySnapshot;
import dev.towline.source.Revision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Builds that make or take more than a release may. */
class ReleaseBuilderTest {
    private static final Revision APP = Revision.of("a".repeat(40));
    private static final Work WORK = new Work(TargetName.site("club"), new DeploymentId("20261121-010203-0000"),
            line -> {}, () -> false);

    @TempDir
    Path folder;

    private Host host() {
        return LocalHost.open("h", folder, folder.resolve("state")).host();
    }

    private RenderedRelease release(Limits limits, String script) {
        String home = folder.resolve("club").toString();
        BuildStep build = new BuildStep("make", List.of("sh", "-c", script), Duration.ofMinutes(2));
        return new RenderedRelease("aaaaaaa-00000001", APP, Digest.of("x"), home, path(), "", "club", "club",
                RenderedRelease.Strategy.RESTART, Optional.empty(), List.of(), List.of(), List.of(), List.of(build),
                List.of(), Optional.empty(), Optional.empty(), List.of(), home + "/current", home + "/previous", 3,
                List.of("public"), limits);
    }

    private String path() {
        return folder.resolve("club/releases/aaaaaaa-00000001").toString();
    }

    private void build(RenderedRelease release) {
        new ReleaseBuilder(host(), (site, revision) -> new MemorySnapshot(APP, Map.of("a.txt", "a")), 1)
                .release(release, WORK);
    }

    private Refused refused(RenderedRelease release) {
        Refused refused = assertThrows(Refused.class, () -> build(release));
        assertEquals(Fault.REVISION, refused.fault());
        assertTrue(Files.notExists(Path.of(path())), "what it made is gone");
        return refused;
    }

    @Test
    void a_build_within_its_limits_is_complete() throws IOException {
        build(release(Limits.STANDARD, "mkdir b; echo built >b/c"));
        assertEquals("built\n", Files.readString(Path.of(path(), "app/b/c")));
        assertTrue(Files.exists(Path.of(path(), RenderedRelease.COMPLETE)));
    }

    @Test
    void a_build_that_nests_folders_deeper_than_anybody_needs_is_refused_and_removed() {
        Refused refused = refused(release(Limits.STANDARD,
                "i=0; while [ $i -lt 300 ]; do mkdir d; cd d; i=$((i + 1)); done"));
        assertTrue(String.valueOf(refused.getMessage()).contains("deeper than 200"), refused.getMessage());
    }

    @Test
    void a_build_that_writes_more_than_its_site_allows_names_the_key() {
        JobLimits little = new JobLimits(OptionalLong.empty(), 4_096, 100_000);
        Refused refused = refused(release(new Limits(Optional.empty(), little), "yes"));
        assertTrue(String.valueOf(refused.getMessage()).contains("release.limits.output"), refused.getMessage());
    }

    @Test
    void a_running_release_of_any_depth_does_not_end_the_next_build() {
        build(release(Limits.STANDARD, "true"));
        Host host = host();
        host.files().link(folder.resolve("club/current").toString(), path());
        String work = path() + "/app";
        for (int i = 0; i < 260; i++) {
            work += "/d";
            host.files().makeDirectory(work, new Ownership("club", "club", 0755));
        }
        assertTrue(host.files().usage(path()).tooDeep());
        new SpaceNeeded(host, 1).require(release(Limits.STANDARD, "true"));
    }
}
