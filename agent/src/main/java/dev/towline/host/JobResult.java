package dev.towline.host;

import java.util.Optional;

/**
 * How a job ended.
 *
 * @param exit its exit code, or 128 plus the signal
 * @param killed ended by a signal that its own program did not ask for (out of memory, a person)
 * @param output the last 256 KiB of both outputs
 * @param limit the one that ended it, where that is known
 */
public record JobResult(int exit, boolean killed, String output, Optional<Limit> limit) {
    /** What a job may use up. */
    public enum Limit {
        MEMORY, OUTPUT
    }

    public JobResult(int exit, boolean killed, String output) {
        this(exit, killed, output, Optional.empty());
    }

    public boolean ok() {
        return exit == 0;
    }
}
