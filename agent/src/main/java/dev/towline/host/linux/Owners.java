package dev.towline.host.linux;

import dev.towline.host.Ownership;
import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;

/** Who owns a file: the kernel's answer where the agent is root, a remembered claim where it is not. */
public interface Owners {
    /** What stands at the path with these numbers. */
    Ownership of(String path, int uid, int gid, int mode);

    /** Makes the owner and group of an open file or folder those of the ownership; the mode is not its business. */
    void give(PosixFileAttributeView view, Ownership ownership) throws IOException;

    /** The path now holds what has this ownership. */
    default void settled(Path path, Ownership ownership) {}

    /** What was at one path, with all below it, is now at another. */
    default void moved(Path from, Path to) {}

    /** Nothing is at the path or below it any more. */
    default void gone(Path path) {}
}
