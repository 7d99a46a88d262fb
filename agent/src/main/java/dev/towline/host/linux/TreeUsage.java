package dev.towline.host.linux;

import dev.towline.budget.Budget;
import dev.towline.host.HostFiles.Usage;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/**
 * Adds up a tree, relative to open folders. Nothing recurses and no path grows; as many folders are open as the tree is deep, and no
 * more than the limit.
 */
final class TreeUsage implements AutoCloseable {
    /** A folder and how far it has been read. */
    private record Open(SecureDirectoryStream<Path> folder, Iterator<Path> entries) {}

    private final Deque<Open> way = new ArrayDeque<>();
    private long bytes;
    private long inodes;
    private boolean tooDeep;

    private TreeUsage() {}

    static Usage of(SecureDirectoryStream<Path> folder, Path name) throws IOException {
        try (TreeUsage usage = new TreeUsage()) {
            usage.count(folder, name);
            usage.walk();
            return new Usage(usage.bytes, usage.inodes, usage.tooDeep);
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    private void walk() throws IOException {
        while (!way.isEmpty() && inodes <= Budget.BUILD_FILES.amount()) {
            Open here = way.element();
            if (here.entries.hasNext()) {
                count(here.folder, here.entries.next().getFileName());
            } else {
                way.remove().folder.close();
            }
        }
    }

    /** What goes or changes its kind while it is looked at counts as it was, or not at all. */
    private void count(SecureDirectoryStream<Path> folder, Path name) throws IOException {
        try {
            BasicFileAttributes found = GuardedFolder.kindOf(folder, name);
            bytes += found.size();
            inodes++;
            if (!found.isDirectory()) {
                return;
            }
            if (way.size() >= Budget.BUILD_DEPTH.count()) {
                tooDeep = true;
                return;
            }
            SecureDirectoryStream<Path> inner = folder.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS);
            way.push(new Open(inner, inner.iterator()));
        } catch (NoSuchFileException | NotDirectoryException e) {
            return;
        }
    }

    @Override
    public void close() throws IOException {
        while (!way.isEmpty()) {
            way.remove().folder.close();
        }
    }
}
