package dev.towline.history.sqlite;

import dev.towline.history.History;
import dev.towline.history.HistoryContract;
import dev.towline.history.Retention;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

class SqliteHistoryContractTest extends HistoryContract {
    @TempDir
    Path folder;

    private final List<History> opened = new ArrayList<>();
    private Retention retention = Retention.STANDARD;

    private History open() {
        History history = SqliteHistory.open(folder.resolve("history.db"), retention);
        opened.add(history);
        return history;
    }

    @Override
    protected History empty(Retention retention) {
        this.retention = retention;
        return open();
    }

    @Override
    protected History again(History history) {
        history.close();
        return open();
    }

    @AfterEach
    void close() {
        opened.forEach(History::close);
    }
}
