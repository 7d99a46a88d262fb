package dev.towline.source;

import dev.towline.budget.Budget;
import java.time.Duration;

/**
 * How much a remote may make us take.
 *
 * @param maxPackBytes   bytes received in one fetch
 * @param maxObjectBytes inflated bytes of one object, and so of one file
 * @param maxFiles       entries (files, links, folders) of one tree
 * @param maxTreeBytes   bytes of all files of one tree
 * @param timeout        wall time of one fetch, from the first packet to the last
 */
public record FetchLimits(long maxPackBytes, long maxObjectBytes, int maxFiles, long maxTreeBytes, Duration timeout) {
    private static final FetchLimits DEFAULTS = new FetchLimits(Budget.GIT_PACK.amount(), Budget.GIT_OBJECT.amount(),
            Budget.GIT_FILES.count(), Budget.GIT_TREE.amount(), Budget.GIT_TIME.duration());

    public FetchLimits {
        positive("maxPackBytes", maxPackBytes);
        positive("maxObjectBytes", maxObjectBytes);
        positive("maxFiles", maxFiles);
        positive("maxTreeBytes", maxTreeBytes);
        positive("timeout", timeout.toMillis());
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
