package dev.towline.cli;

import dev.towline.config.Surroundings;
import dev.towline.desired.ConfigFiles;
import dev.towline.desired.Problem;
import dev.towline.desired.parse.ConfigReader;
import dev.towline.desired.parse.FolderFiles;
import dev.towline.render.Validation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code towline validate}: needs no host and no settings, so that it runs in the CI of a config repo. */
@Command(name = "validate", mixinStandardHelpOptions = true, description = "Look for every mistake in a config repo, without a host.", footer = {
        "", "Example: towline validate .", "In a workflow of GitHub Actions: towline validate --github ."})
final class ValidateCommand implements Callable<Integer> {
    @Parameters(arity = "0..1", paramLabel = "DIR", defaultValue = ".", description = "The config repo (default: the current folder).")
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @ArgGroup
    private Form form = new Form();

    /** How to print it; people read none of these. */
    static final class Form {
        @Option(names = "--json", description = "Print one JSON value for scripts.")
        private boolean json;

        @Option(names = "--sarif", description = "Print SARIF 2.1.0.")
        private boolean sarif;

        @Option(names = "--github", description = "Print annotations of GitHub Actions.")
        private boolean github;
    }

    @Option(names = "--components", paramLabel = "DIR", description = "The components that ship (default: those of this installation).")
    @org.jspecify.annotations.Nullable
    private Path components;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private picocli.CommandLine.Model.CommandSpec spec;

    @Override
    public Integer call() {
        Out out = new Out(spec.commandLine().getOut());
        there(folder, "name the folder of the config repo");
        ConfigFiles files = FolderFiles.of(folder);
        if (ConfigReader.isEmpty(files)) {
            throw new Common.Invalid(List.of(new Problem(folder.toString(), 0, 0, "this is no config repo",
                    "it has towline.yaml, hosts/<name>.yaml or sites/<name>/site.yaml; 'towline validate DIR' names its folder")));
        }
        List<Problem> problems = Validation.of(files, shipped());
        if (form.json) {
            out.json(Map.of("valid", problems.isEmpty(), "problems", problems));
        } else if (form.sarif) {
            out.json(ProblemFormats.sarif(folder, problems));
        } else if (form.github) {
            ProblemFormats.github(folder, problems).forEach(out::line);
        } else if (problems.isEmpty()) {
            out.line("valid");
        } else {
            problems.forEach(problem -> out.line(problem.toString()));
            out.line(problems.size() + (problems.size() == 1 ? " problem" : " problems"));
        }
        return problems.isEmpty() ? 0 : 2;
    }

    private static void there(Path folder, String remedy) {
        if (!Files.isDirectory(folder)) {
            throw new Common.Invalid(
                    List.of(new Problem(folder.toString(), 0, 0, "there is no such folder", remedy)));
        }
    }

    private ConfigFiles shipped() {
        if (components != null) {
            there(components, "name the folder that holds the components");
            return FolderFiles.of(components);
        }
        return Surroundings.ofThisMachine().home().map(home -> home.resolve("templates")).filter(Files::isDirectory)
                .<ConfigFiles>map(FolderFiles::of).orElseGet(ConfigFiles::none);
    }
}
