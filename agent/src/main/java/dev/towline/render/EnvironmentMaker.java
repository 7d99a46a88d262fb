package dev.towline.render;

import com.google.re2j.Pattern;
import dev.towline.desired.AppSpec;
import dev.towline.desired.Component;
import dev.towline.desired.ComponentSpec.EnvironmentSpec;
import dev.towline.desired.RelativePath;
import dev.towline.desired.Template;
import dev.towline.render.RenderedRelease.BuildStep;
import dev.towline.render.RenderedRelease.Environment;
import dev.towline.source.Snapshot;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Names what releases share by all that decides it: its inputs in the app, the interpreter, the architecture and the steps. */
final class EnvironmentMaker {
    private static final String PLACEHOLDER = "/environment";

    private final RenderInputs inputs;
    private final String architecture;

    EnvironmentMaker(RenderInputs inputs, String architecture) {
        this.inputs = inputs;
        this.architecture = architecture;
    }

    Environment make(Component component, EnvironmentSpec spec, Scope scope, Walls walls, String home, AppSpec app)
            throws RenderException {
        Map<String, String> files = inputs(spec, scope, app);
        List<String> asked = spec.interpreter().isPresent()
                ? walls.interpreter(scope.argv(spec.interpreter().get()))
                : List.of();
        Optional<String> answer = asked.isEmpty() ? Optional.of("") : inputs.interpreter().fingerprint(asked);
        List<BuildStep> sample = Steps.of(spec.steps(), scope.with(Map.of("environment", PLACEHOLDER)), component);
        String digest = Fingerprint.of(files, answer.orElse(""), architecture, sample).hex().substring(0, 32);
        String path = home + "/venvs/" + digest;
        return new Environment(digest, path,
                Steps.of(spec.steps(), scope.with(Map.of("environment", path)), component),
                answer.isPresent() ? Optional.empty() : Optional.of(String.join(" ", asked)));
    }

    private Map<String, String> inputs(EnvironmentSpec spec, Scope scope, AppSpec app) throws RenderException {
        Map<String, String> found = new TreeMap<>();
        if (!(inputs.app() instanceof AppTree.At at)) {
            return found;
        }
        Snapshot tree = at.snapshot();
        String folder = app.path().map(RelativePath::value).map(p -> p + "/").orElse("");
        for (Template input : spec.inputs()) {
            Pattern pattern = Globs.compile(folder + scope.line(input));
            tree.paths().stream().filter(pattern::matches).forEach(p -> found.put(p, tree.treeDigest(p)));
        }
        if (found.isEmpty()) {
            throw new RenderException(List.of(spec.inputs().getFirst().at().problem(
                    "no file of the app at " + tree.revision() + " matches "
                            + String.join(", ", scope.texts(spec.inputs()))
                            + (folder.isEmpty() ? "" : " below " + folder),
                    "name the files that say what the app needs, or set app.path in site.yaml")));
        }
        return found;
    }
}
