package dev.towline.host;

import org.jspecify.annotations.Nullable;

/**
 * What stands at a path.
 *
 * @param size bytes
 * @param target where a link points, only for links
 */
public record FileStat(Kind kind, long size, Ownership ownership, @Nullable String target) {
    /** The kinds that are told apart. */
    public enum Kind {
        FILE, DIRECTORY, LINK, OTHER
    }

    public boolean isFile() {
        return kind == Kind.FILE;
    }

    public boolean isDirectory() {
        return kind == Kind.DIRECTORY;
    }

    public boolean isLink() {
        return kind == Kind.LINK;
    }
}
