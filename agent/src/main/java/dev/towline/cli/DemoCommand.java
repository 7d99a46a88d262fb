package dev.towline.cli;

import dev.towline.demo.Demo;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code towline demo}. */
@Command(name = "demo", mixinStandardHelpOptions = true, description = "Show what Towline does, on this machine, in a folder of its own.", footer = {
        "", "It needs no root and a JDK 25. Exit code 1 where something does not happen as it must.", "",
        "Example: towline demo --keep"})
final class DemoCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private Towline towline;

    @Option(names = "--folder", paramLabel = "DIR", description = "Play in this folder, empty or new (default: a temporary one). It is removed in the end.")
    private @Nullable Path folder;

    @Option(names = "--keep", description = "Keep everything running after the story, until Ctrl-C.")
    private boolean keep;

    @Override
    public Integer call() throws IOException {
        String home = System.getProperty("towline.home");
        if (home == null) {
            throw new IOException("the demo needs the distribution around it; start it by bin/towline");
        }
        Demo.Wishes wishes = new Demo.Wishes(Path.of(home), Optional.ofNullable(folder), keep);
        boolean terminal = System.console() != null && System.console().isTerminal();
        Telling telling = new Telling(spec.commandLine().getOut(), terminal);
        return new Demo(wishes, telling, towline.house()::author).play() ? 0 : 1;
    }
}
