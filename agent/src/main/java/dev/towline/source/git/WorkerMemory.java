package dev.towline.source.git;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jgit.storage.file.WindowCacheConfig;

/** How much of a process JGit's caches may take, and which process goes first when the host runs out of memory. */
final class WorkerMemory {
    private static final int SMALL = 2 << 20;
    private static final int STREAMED = 32 << 20;

    private static final AtomicBoolean INSTALLED = new AtomicBoolean();

    private WorkerMemory() {}

    /** Small caches: a mirror is read once after a push, and hardly ever again. Counts once. */
    static void install() {
        if (INSTALLED.getAndSet(true)) {
            return;
        }
        WindowCacheConfig config = new WindowCacheConfig();
        config.setPackedGitLimit(SMALL);
        config.setDeltaBaseCacheLimit(SMALL);
        config.setStreamFileThreshold(STREAMED);
        config.setPackedGitOpenFiles(32);
        config.install();
    }

    /** The kernel takes this process before the agent and before a site. */
    static void goFirst() {
        try {
            Files.writeString(Path.of("/proc/self/oom_score_adj"), "500");
        } catch (IOException e) {
            // Not allowed in some containers; the heap limit holds anyway.
            return;
        }
    }
}
