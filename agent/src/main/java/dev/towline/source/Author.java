package dev.towline.source;

import java.util.Map;

/** A person with a repository of their own, who pushes to one that is followed. The agent itself never writes to a repository; the demo does. */
public interface Author extends AutoCloseable {
    /**
     * Commits the whole tree on main and pushes it.
     *
     * @param files content by path, with '/' between folders
     */
    Revision push(Map<String, byte[]> files, String subject);

    /** Where the pushed-to repository is, as a config repo or settings name it. */
    String url();

    @Override
    void close();
}
