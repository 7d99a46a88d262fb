package dev.towline.host.linux;

import java.io.IOException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributeView;

/**
 * Removes folders with all that is in them, relative to open folders, so that no link swapped in leads out of the tree.
 *
 * <p>
 * Whoever made the tree chose how deep and how wide it is. So nothing recurses, no path grows with the depth, and nothing is
 * remembered of a folder's entries: what is a file goes at once, and what is a folder is moved to the top of the tree under the next
 * number. Two folders are open at a time, and each folder of the tree is emptied when its number comes.
 */
final class Trees {
    private Trees() {}

    static void delete(SecureDirectoryStream<Path> folder, Path name) throws IOException {
        if (isNoFolder(folder, name)) {
            return;
        }
        // Random, so that nothing in the tree bears such a name already.
        String prefix = TemporaryName.fresh() + "-";
        try (SecureDirectoryStream<Path> top = folder.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS)) {
            long found = empty(top, top, prefix, 0);
            for (long next = 0; next < found; next++) {
                Path one = Path.of(prefix + next);
                try (SecureDirectoryStream<Path> inner = top.newDirectoryStream(one, LinkOption.NOFOLLOW_LINKS)) {
                    found = empty(inner, top, prefix, found);
                }
                top.deleteDirectory(one);
            }
        }
        folder.deleteDirectory(name);
    }

    /** Says how many folders stand at the top now. */
    private static long empty(SecureDirectoryStream<Path> folder, SecureDirectoryStream<Path> top, String prefix,
            long found) throws IOException {
        long number = found;
        for (Path entry : folder) {
            Path name = entry.getFileName();
            // The system may show once more what was just moved within the folder that is being read.
            if (!name.toString().startsWith(prefix) && !isNoFolder(folder, name)) {
                folder.move(name, top, Path.of(prefix + number++));
            }
        }
        return number;
    }

    /** What is no folder is removed. */
    private static boolean isNoFolder(SecureDirectoryStream<Path> folder, Path name) throws IOException {
        try {
            if (folder.getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                    .readAttributes().isDirectory()) {
                return false;
            }
            folder.deleteFile(name);
            return true;
        } catch (NoSuchFileException e) {
            return true;
        }
    }
}
