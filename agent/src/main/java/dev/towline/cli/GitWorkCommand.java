package dev.towline.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** The agent starts it for one fetch or one export, and tells it on its standard input what to do. */
@Command(name = "git-work", hidden = true, mixinStandardHelpOptions = true, description = "Fetch or export one repository; the agent asks on standard input.", footer = {
        "", "Example: towline git-work < request, which only the agent writes"})
final class GitWorkCommand implements Callable<Integer> {
    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private Towline towline;

    @Override
    public Integer call() throws IOException {
        PrintStream out = System.out;
        // A library that prints must not print into the answer.
        System.setOut(System.err);
        return towline.house().gitWork(System.in, out);
    }
}
