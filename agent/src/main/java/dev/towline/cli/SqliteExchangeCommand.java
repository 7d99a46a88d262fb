package dev.towline.cli;

import dev.towline.restore.SqliteFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Puts a SQLite file in the place of another, as a job of the site's user. */
@Command(name = "sqlite-exchange", hidden = true, mixinStandardHelpOptions = true, description = "Put a SQLite file in the place of the live one, which stays under another name. Nothing may have it open.", footer = {
        "",
        "Example: towline sqlite-exchange /opt/ysc/shared/db.sqlite3 /opt/ysc/shared/db.sqlite3.fresh /opt/ysc/shared/db.sqlite3.old"})
final class SqliteExchangeCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "LIVE")
    @SuppressWarnings("NullAway.Init")
    private Path live;

    @Parameters(index = "1", paramLabel = "FRESH")
    @SuppressWarnings("NullAway.Init")
    private Path fresh;

    @Parameters(index = "2", paramLabel = "ASIDE")
    @SuppressWarnings("NullAway.Init")
    private Path aside;

    @Override
    public Integer call() throws IOException {
        SqliteFiles.exchange(live, fresh, aside);
        return 0;
    }
}
