package dev.towline.host;

/**
 * How a job ended.
 *
 * @param exit its exit code, or 128 plus the signal
 * @param killed ended by a signal that its own program did not ask for (out of memory, a person)
 * @param output the last 256 KiB of both outputs
 */
public record JobResult(int exit, boolean killed, String output) {
    public boolean ok() {
        return exit == 0;
    }
}
