package dev.towline.render;

import dev.towline.desired.ConfigFiles;
import dev.towline.desired.ConfigRepo;
import dev.towline.desired.TargetName;
import dev.towline.desired.parse.Assembly;
import dev.towline.desired.parse.ConfigReader;
import dev.towline.desired.parse.FolderFiles;
import dev.towline.host.Facts;
import dev.towline.secret.StandInSecrets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** The example config repo over the components that ship, rendered for a host that is not there. */
final class ExampleConfigRepo {
    static final Facts DEBIAN_12 = new Facts("example", 2, 1987, "debian", "12", "amd64");
    private static final FakeApp APP = new FakeApp(FakeApp.FIRST,
            Map.of("requirements.txt", "Django==5.2\n", "backend/requirements.txt", "Django==5.2\n"));

    private ExampleConfigRepo() {}

    static ConfigFiles files() {
        return FolderFiles.of(Path.of("../config-repo-example"));
    }

    static ConfigFiles shipped() {
        return FolderFiles.of(Path.of("../templates"));
    }

    static RenderedTarget target(String host, String name) {
        return target(files(), host, name, DEBIAN_12, "");
    }

    static RenderedTarget target(ConfigFiles files, String host, String name, Facts facts, String root) {
        ConfigRepo repo = ConfigReader.read(files, shipped());
        TargetRenderer renderer = new TargetRenderer(repo, Assembly.of(repo, host), facts,
                new AgentFacts(root, "127.0.0.1:9876", java.util.List.of("club", "config")));
        TargetName target = name.equals("@host") ? TargetName.HOST : TargetName.site(name);
        return switch (renderer.render(target,
                new RenderInputs(new StandInSecrets(), new AppTree.At(APP), _ -> Optional.of("Python 3.11.2")))) {
            case Rendering.Settled settled -> settled.target();
            case Rendering.Refused refused -> throw new AssertionError(refused.problems().toString());
        };
    }
}
