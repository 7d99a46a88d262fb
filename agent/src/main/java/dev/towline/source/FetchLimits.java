package dev.towline.source;

import dev.towline.budget.Budget;
import java.time.Duration;

/**
 * How much a remote may make us take. Each has a key in {@code agent.yaml}: {@link LimitKey}.
 *
 * @param maxPackBytes   bytes received in one fetch
 * @param maxObjects     objects received in one fetch
 * @param maxObjectBytes inflated bytes of one object, and so of one file
 * @param maxCommitBytes of a commit or tag
 * @param maxFolderBytes of one tree object
 * @param maxFiles       entries (files, links, folders) of one tree
 * @param maxTreeBytes   bytes of all files of one tree
 * @param timeout        wall time of one fetch, from the first packet to the last
 * @param memoryBytes    heap of the process that fetches
 */
public record FetchLimits(long maxPackBytes, long maxObjects, long maxObjectBytes, long maxCommitBytes,
        long maxFolderBytes, int maxFiles, long maxTreeBytes, Duration timeout, long memoryBytes) {
    private static final FetchLimits DEFAULTS = new FetchLimits(Budget.GIT_PACK.amount(), Budget.GIT_OBJECT.amount(),
            Budget.GIT_FILES.count(), Budget.GIT_TREE.amount(), Budget.GIT_TIME.duration());

    public FetchLimits {
        positive("maxPackBytes", maxPackBytes);
        positive("maxObjects", maxObjects);
        positive("maxObjectBytes", maxObjectBytes);
        positive("maxCommitBytes", maxCommitBytes);
        positive("maxFolderBytes", maxFolderBytes);
        positive("maxFiles", maxFiles);
        positive("maxTreeBytes", maxTreeBytes);
        positive("timeout", timeout.toMillis());
        positive("memoryBytes", memoryBytes);
    }

    /** With the usual number of objects, size of commits and folders, and memory. */
    public FetchLimits(long maxPackBytes, long maxObjectBytes, int maxFiles, long maxTreeBytes, Duration timeout) {
        this(maxPackBytes, Budget.GIT_OBJECTS.amount(), maxObjectBytes, Budget.GIT_COMMIT.amount(),
                Budget.GIT_FOLDER.amount(), maxFiles, maxTreeBytes, timeout, Budget.GIT_PROCESS_HEAP.amount());
    }

    /** 512 MiB a fetch, 100 MiB an object, 100,000 entries and 1 GiB a tree, 5 minutes. */
    public static FetchLimits defaults() {
        return DEFAULTS;
    }

    private static void positive(String name, long value) {
        if (value <= 0) {
            throw new IllegalArgumentException(name + " is " + value + "; it must be greater than zero.");
        }
    }
}
