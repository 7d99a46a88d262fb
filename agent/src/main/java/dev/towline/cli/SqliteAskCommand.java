package dev.towline.cli;

import dev.towline.health.SqliteProcess;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Asks a SQLite file a health check's question, as a process of the site's user. */
@Command(name = "sqlite-ask", hidden = true, mixinStandardHelpOptions = true, description = "Read a health check of a SQLite file as JSON from standard input, ask it, and print the answer as JSON.", footer = {
        "", "Example: towline sqlite-ask < question.json"})
final class SqliteAskCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        SqliteProcess.answer(System.in, answer);
        spec.commandLine().getOut().println(answer.toString(StandardCharsets.UTF_8));
        return 0;
    }
}
