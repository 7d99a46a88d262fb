package dev.towline.host.linux;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** One lstat, numbers as the kernel gives them: no user is looked up. */
record RawStat(int mode, long size, int uid, int gid, long device, long inode, FileTime modified, FileTime changed) {
    private static final String ASKED = "unix:mode,size,uid,gid,dev,ino,lastModifiedTime,ctime";
    private static final int TYPE = 0170000;

    /** Empty where nothing is at the path, or a file where it wants a folder. */
    static Optional<RawStat> at(Path path) throws IOException {
        try {
            Map<String, Object> a = Files.readAttributes(path, ASKED, LinkOption.NOFOLLOW_LINKS);
            return Optional.of(new RawStat(get(a, "mode", Integer.class), get(a, "size", Long.class),
                    get(a, "uid", Integer.class), get(a, "gid", Integer.class), get(a, "dev", Long.class),
                    get(a, "ino", Long.class), get(a, "lastModifiedTime", FileTime.class),
                    get(a, "ctime", FileTime.class)));
        } catch (NoSuchFileException | NotDirectoryException e) {
            return Optional.empty();
        } catch (FileSystemException e) {
            if ("Not a directory".equals(e.getReason())) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static <T> T get(Map<String, Object> attributes, String name, Class<T> type) {
        return type.cast(Objects.requireNonNull(attributes.get(name)));
    }

    boolean isFile() {
        return (mode & TYPE) == 0100000;
    }

    boolean isDirectory() {
        return (mode & TYPE) == 0040000;
    }

    boolean isLink() {
        return (mode & TYPE) == 0120000;
    }

    /** Owned by root, and writable for nobody else. */
    boolean onlyRootChangesIt() {
        return uid == 0 && (mode & 02) == 0 && ((mode & 020) == 0 || gid == 0);
    }
}
