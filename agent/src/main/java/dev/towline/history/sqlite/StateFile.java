package dev.towline.history.sqlite;

import dev.towline.history.HistoryException;
import dev.towline.history.HistoryException.Kind;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;

/**
 * Sees to it that nobody else reads or replaces the file; SQLite gives its -wal and -shm the mode of the file itself. A new one is
 * made beside and gets its name when it is whole. So an empty file is never ours: it is what a full disk or a cut copy left.
 */
final class StateFile {
    private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> FOLDER = PosixFilePermissions.fromString("rwx------");

    /** The smallest page of SQLite, which takes a file of 0 or 1 bytes for a new one. */
    private static final int SMALLEST = 512;

    private StateFile() {}

    /** Makes a database of an empty file. */
    @FunctionalInterface
    interface Maker {
        void make(Path file) throws SQLException;
    }

    static void prepare(Path file, Maker maker) throws SQLException {
        Path folder = file.getParent();
        if (folder == null) {
            throw unavailable(file + " is no path of a file");
        }
        try {
            Files.createDirectories(folder, PosixFilePermissions.asFileAttribute(FOLDER));
            refuseOpen(folder);
            if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                check(file);
            } else {
                make(file, maker);
            }
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

    private static void check(Path file) throws IOException {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw unavailable(file + " is no regular file; remove it or name another path for the history");
        }
        long size = Files.size(file);
        if (size < SMALLEST) {
            throw new HistoryException(Kind.DAMAGED, "history " + file + (size == 0 ? " is empty (" : " is cut short (")
                    + size + " bytes): what was in it is lost, and"
                    + " nothing was changed. Put a copy of it back; where Towline has never run, remove it");
        }
        Files.setPosixFilePermissions(file, FILE);
    }

    private static void make(Path file, Maker maker) throws IOException, SQLException {
        // SQLite would play it back into the new file.
        Path log = file.resolveSibling(file.getFileName() + "-wal");
        if (Files.exists(log, LinkOption.NOFOLLOW_LINKS)) {
            throw new HistoryException(Kind.DAMAGED, "history " + file + " is gone, but " + log
                    + " is there; nothing was changed. Put a copy of both back, or move that one away too: Towline then"
                    + " starts without memory and asks before it takes over what it finds on the host");
        }
        Path beside = file.resolveSibling(file.getFileName() + ".new");
        for (String end : List.of("", "-wal", "-shm", "-journal")) {
            Files.deleteIfExists(beside.resolveSibling(beside.getFileName() + end));
        }
        Files.createFile(beside, PosixFilePermissions.asFileAttribute(FILE));
        maker.make(beside);
        sync(beside, StandardOpenOption.WRITE);
        Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
        sync(file.resolveSibling(""), StandardOpenOption.READ);
    }

    private static void sync(Path path, OpenOption how) throws IOException {
        try (FileChannel channel = FileChannel.open(path, how)) {
            channel.force(true);
        }
    }

    private static HistoryException unavailable(String message) {
        return new HistoryException(Kind.UNAVAILABLE, message);
    }
}
