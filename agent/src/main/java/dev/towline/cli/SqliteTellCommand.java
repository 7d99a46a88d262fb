package dev.towline.cli;

import dev.towline.restore.SqliteFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Tells what is in a SQLite file, as a job of the site's user. */
@Command(name = "sqlite-tell", hidden = true, mixinStandardHelpOptions = true, description = "Print row counts and migrations of a SQLite file, a line each.", footer = {
        "", "Example: towline sqlite-tell /opt/ysc/shared/db.sqlite3"})
final class SqliteTellCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FILE")
    @SuppressWarnings("NullAway.Init")
    private Path file;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        Out out = new Out(spec.commandLine().getOut());
        SqliteFiles.tell(file).forEach(out::line);
        return 0;
    }
}
