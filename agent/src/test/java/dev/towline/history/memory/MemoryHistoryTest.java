package dev.towline.history.memory;

import dev.towline.history.History;
import dev.towline.history.HistoryContract;
import dev.towline.history.Retention;

class MemoryHistoryTest extends HistoryContract {
    @Override
    protected History empty(Retention retention) {
        return new MemoryHistory(retention);
    }

    @Override
    protected History again(History history) {
        history.close();
        return history;
    }
}
