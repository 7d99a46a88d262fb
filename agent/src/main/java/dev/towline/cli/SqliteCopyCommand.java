package dev.towline.cli;

import dev.towline.restore.SqliteFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Takes a restore point of a SQLite file, as a job of the site's user. */
@Command(name = "sqlite-copy", hidden = true, mixinStandardHelpOptions = true, description = "Copy a SQLite file that is in use, and verify the copy.", footer = {
        "", "Example: towline sqlite-copy /opt/ysc/shared/db.sqlite3 /tmp/copy.sqlite3"})
final class SqliteCopyCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "FROM")
    @SuppressWarnings("NullAway.Init")
    private Path from;

    @Parameters(index = "1", paramLabel = "TO")
    @SuppressWarnings("NullAway.Init")
    private Path to;

    @Override
    public Integer call() throws IOException {
        SqliteFiles.copy(from, to);
        return 0;
    }
}
