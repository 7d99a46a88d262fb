package dev.towline.follow;

import java.util.LinkedHashMap;
import java.util.Map;

/** The config repo at the commits that were asked for last; not thread-safe. */
final class NewestConfigs extends LinkedHashMap<String, ConfigAt> {
    private static final long serialVersionUID = 1L;
    private static final int MOST = 4;

    NewestConfigs() {
        super(8, 0.75f, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, ConfigAt> eldest) {
        return size() > MOST;
    }
}
