package dev.towline.cli;

import dev.towline.restore.SqliteFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Reads a SQLite file back whole. */
@Command(name = "sqlite-check", hidden = true, mixinStandardHelpOptions = true, description = "Read a SQLite file whole and print its row counts.", footer = {
        "", "Example: towline sqlite-check /tmp/copy.sqlite3"})
final class SqliteCheckCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FILE")
    @SuppressWarnings("NullAway.Init")
    private Path file;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        new Out(spec.commandLine().getOut()).json(SqliteFiles.check(file));
        return 0;
    }
}
