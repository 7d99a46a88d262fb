package dev.towline.source;

import java.util.List;
import java.util.Optional;
import java.util.SortedSet;

/**
 * The files of one revision. Paths are relative, with {@code /}. Every path and link was checked when the snapshot was
 * made: none leaves the tree or touches {@code .git}. Bytes are as in Git; no line endings are converted.
 */
public interface Snapshot {
    Revision revision();

    /** Every file and symbolic link. */
    SortedSet<String> paths();

    /** The file's bytes; of a symbolic link, those of the file in the tree that it leads to. Empty if there is none. */
    Optional<byte[]> read(String path);

    /** Whether the file is marked executable; a symbolic link is not. */
    boolean executable(String path);

    /** A digest of the folder or file, of names, modes and contents: equal if and only if those are. Empty text for none. */
    String treeDigest(String pathPrefix);

    /** The submodules, by path; they are never fetched, and nothing is written for them. */
    List<String> skippedSubmodules();

    /** The files that are only pointers of Git LFS, in order; what they name is never fetched. */
    List<String> lfsPointers();

    /**
     * Gives the folder's content to the sink, every folder before what is in it. Paths are relative to the folder.
     *
     * @param subfolder the folder, or an empty text for the whole tree
     * @throws SourceException if there is no such folder, or one of its links leaves it
     */
    void writeTo(TreeSink sink, String subfolder);
}
