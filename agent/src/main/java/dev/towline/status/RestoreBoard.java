package dev.towline.status;

/** Where root reads which restore points there are and how the last restore ended, as JSON; may block. */
@FunctionalInterface
public interface RestoreBoard {
    /** @param verify whether each one's bytes are compared with its checksum, which takes its time */
    String points(String target, boolean verify);
}
