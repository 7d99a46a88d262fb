package dev.towline.render;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towline.desired.ConfigRepo;
import dev.towline.desired.DesiredState;
import dev.towline.desired.Example;
import dev.towline.desired.MemoryFiles;
import dev.towline.desired.TargetName;
import dev.towline.desired.parse.Assembly;
import dev.towline.desired.parse.ConfigReader;
import dev.towline.host.Facts;
import dev.towline.secret.StandInSecrets;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ManySitesTest {
    private static final int SITES = 300;
    private static final Facts FACTS = new Facts("soar-1", 2, 2048, "debian", "12", "amd64");

    private final RenderInputs inputs = new RenderInputs(new StandInSecrets(), new AppTree.At(FakeApp.django()),
            _ -> Optional.of("Python 3.11.2"));

    @Test
    void three_hundred_sites_are_read_and_rendered_in_seconds_and_an_unchanged_pass_renders_nothing() {
        Instant start = Instant.now();
        ConfigRepo config = ConfigReader.read(repo(), Example.shipped());
        DesiredState state = Assembly.of(config, "soar-1");
        assertEquals(List.of(), state.problems());
        Instant read = Instant.now();
        TargetRenderer renderer = new TargetRenderer(config, state, FACTS,
                new AgentFacts("", "127.0.0.1:9876", List.of()));
        List<RenderedTarget> first = all(renderer, state);
        Instant rendered = Instant.now();
        List<RenderedTarget> second = all(renderer, state);
        Instant again = Instant.now();
        assertEquals(SITES + 1, first.size());
        assertEquals(java.util.Map.of(), Conflicts.find(first));
        IntStream.range(0, first.size()).forEach(i -> assertSame(first.get(i), second.get(i)));
        String times = "read " + Duration.between(start, read) + ", rendered " + Duration.between(read, rendered)
                + ", again "
                + Duration.between(rendered, again);
        assertTrue(Duration.between(start, rendered).compareTo(Duration.ofSeconds(60)) < 0, times);
        assertTrue(Duration.between(rendered, again).compareTo(Duration.ofSeconds(2)) < 0, times);
        if (Boolean.getBoolean("towline.times")) {
            throw new AssertionError(times);
        }
    }

    private List<RenderedTarget> all(TargetRenderer renderer, DesiredState state) {
        List<RenderedTarget> targets = new ArrayList<>();
        for (TargetName name : state.targets().keySet()) {
            if (renderer.render(name, inputs) instanceof Rendering.Settled settled) {
                targets.add(settled.target());
            }
        }
        return targets;
    }

    private static MemoryFiles repo() {
        MemoryFiles repo = Example.repo();
        String site = new String(repo.read("sites/ysc/site.yaml").orElseThrow(), StandardCharsets.UTF_8);
        List<String> names = IntStream.range(0, SITES).mapToObj(i -> "s" + i).toList();
        names.forEach(n -> repo.with("sites/" + n + "/site.yaml", site.replace("ysc.", n + "."))
                .with("sites/" + n + "/files/robots.txt", "x"));
        return repo.edit("hosts/soar-1.yaml", "[ysc, staging]", names.toString());
    }
}
