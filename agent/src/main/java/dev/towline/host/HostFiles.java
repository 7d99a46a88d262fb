package dev.towline.host;

import dev.towline.budget.Budget;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/**
 * Files of the host. No method follows a symbolic link in its last step unless it says so. Every write is durable when it
 * returns (written beside, synced, renamed, folder synced). Where the agent is root, a link <em>on the way</em> is followed only
 * in folders that root alone may change; elsewhere what reads bytes or changes anything is a CONFLICT, because a site's user
 * could have planted it ({@link #stat}, {@link #list} and {@link #resolve} look wherever the path leads). So callers name real
 * paths: a release's own folder, never {@code current}.
 */
public interface HostFiles {
    /** What stands at the path, the link itself where it is one. */
    Optional<FileStat> stat(String path);

    /** The bytes of a regular file; a missing one is a CONFLICT, and so is one of more than {@code HOST_FILE} bytes. */
    byte[] read(String path);

    /** The bytes of a regular file however long it is, from its start; a missing one is a CONFLICT. The caller closes it. */
    InputStream open(String path);

    /** SHA-256 of a regular file's bytes; implementations remember it by inode, size and change time. */
    Digest digest(String path);

    /** Replaces or makes a regular file in one rename; owner, group and mode are in place before the rename. */
    void write(String path, byte[] content, Ownership ownership);

    /** The same of any length, never held as a whole. */
    void write(String path, InputStream content, Ownership ownership);

    /**
     * Streams into a file of a tree that nobody reads before it is marked complete: not durable before {@link #sync}, so that
     * thousands of files cost one flush.
     */
    void place(String path, InputStream content, Ownership ownership);

    /** Makes everything below the folder that was placed or built durable. */
    void sync(String folder);

    /** Makes one folder (its parent exists) or corrects the ownership of the one that is there. */
    void makeDirectory(String path, Ownership ownership);

    /** Makes or replaces a symbolic link in one rename. */
    void link(String path, String target);

    /** Of a file or folder; a link is a CONFLICT. */
    void setOwnership(String path, Ownership ownership);

    /** Moves within one file system, replacing a file or link at {@code to}. */
    void rename(String from, String to);

    /** Removes a file, link or empty folder; nothing happens where there is none. */
    void delete(String path);

    /** Removes a folder with all that is in it, links not followed; nothing happens where there is none. */
    void deleteTree(String path);

    /** Names in a folder, sorted; empty where there is no folder, also where a link points to one. Unfinished writes are not seen. */
    List<String> list(String path);

    /** Where a chain of links ends, or empty where it ends nowhere. */
    Optional<String> resolve(String path);

    /** Free bytes and inodes of the file system that holds the path or its nearest existing parent. */
    Space space(String path);

    /**
     * What a file or folder takes with all that is in it, links not followed; nothing where there is none. Whoever made the tree
     * chose how deep and wide it is: the count ends at {@code BUILD_FILES}, and folders below {@code BUILD_DEPTH} are not looked into.
     */
    Usage usage(String path);

    /**
     * What a tree takes.
     *
     * @param bytes the sum of the lengths
     * @param tooDeep whether there are folders that were not looked into
     */
    record Usage(long bytes, long inodes, boolean tooDeep) {
        public static final Usage NOTHING = new Usage(0, 0, false);

        public boolean tooMany() {
            return inodes > Budget.BUILD_FILES.amount();
        }

        public Usage plus(Usage other) {
            return new Usage(bytes + other.bytes, inodes + other.inodes, tooDeep || other.tooDeep);
        }
    }

    /** Bytes and inodes that are free. */
    record Space(long bytes, long inodes) {}
}
