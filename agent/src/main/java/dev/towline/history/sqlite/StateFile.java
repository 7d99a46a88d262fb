package dev.towline.history.sqlite;

import dev.towline.history.HistoryException;
import dev.towline.history.HistoryException.Kind;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Sees to it that nobody else reads or replaces the file; SQLite gives its -wal and -shm the mode of the file itself. */
final class StateFile {
    private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> FOLDER = PosixFilePermissions.fromString("rwx------");

    private StateFile() {}

    static void prepare(Path file) {
        Path folder = file.getParent();
        if (folder == null) {
            throw unavailable(file + " is no path of a file");
        }
        try {
            Files.createDirectories(folder, PosixFilePermissions.asFileAttribute(FOLDER));
            refuseOpen(folder);
            make(file);
        } catch (IOException e) {
            throw new HistoryException(Kind.UNAVAILABLE, "history " + file + " cannot be made or read ("
                    + e.getClass().getSimpleName() + ": " + e.getMessage()
                    + "); run as the user who owns the state folder, or name another one", e);
        }
    }

    /** An existing folder is left as it is (it may be anybody's), unless others could swap the file in it. */
    private static void refuseOpen(Path folder) throws IOException {
        if (Files.getPosixFilePermissions(folder).contains(PosixFilePermission.OTHERS_WRITE)) {
            throw unavailable(
                    "folder " + folder + " may be written by everybody, so the history would not be safe there;"
                            + " chmod 700 " + folder + ", or name another one");
        }
    }

    private static void make(Path file) throws IOException {
        try {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(FILE));
        } catch (FileAlreadyExistsException e) {
            if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                throw new HistoryException(Kind.UNAVAILABLE,
                        file + " is no regular file; remove it or name another path for the history", e);
            }
            Files.setPosixFilePermissions(file, FILE);
        }
    }

    private static HistoryException unavailable(String message) {
        return new HistoryException(Kind.UNAVAILABLE, message);
    }
}
