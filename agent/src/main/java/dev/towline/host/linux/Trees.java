package dev.towline.host.linux;

import java.io.IOException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributeView;
import java.util.ArrayList;
import java.util.List;

/** Removes folders with all that is in them, relative to open folders, so that no link swapped in leads out of the tree. */
final class Trees {
    private Trees() {}

    static void delete(SecureDirectoryStream<Path> folder, Path name) throws IOException {
        boolean isDirectory;
        try {
            isDirectory = folder.getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                    .readAttributes().isDirectory();
        } catch (NoSuchFileException e) {
            return;
        }
        if (!isDirectory) {
            folder.deleteFile(name);
            return;
        }
        try (SecureDirectoryStream<Path> inner = folder.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS)) {
            List<Path> names = new ArrayList<>();
            inner.forEach(entry -> names.add(entry.getFileName()));
            for (Path entry : names) {
                delete(inner, entry);
            }
        }
        folder.deleteDirectory(name);
    }
}
