package dev.towline.host.linux;

import dev.towline.host.HostException;
import dev.towline.host.HostException.Kind;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.attribute.UserPrincipalNotFoundException;

/** Gives an I/O error its kind: what the caller was told wrongly is a CONFLICT, all else is the DISK's. */
public final class DiskErrors {
    private DiskErrors() {}

    public static HostException of(String doing, Object path, IOException e) {
        String what = "cannot " + doing + " " + path + ": ";
        return switch (e) {
            case ClosedByInterruptException x -> new HostException(Kind.KILLED, what + "cancelled", x);
            case NoSuchFileException x -> conflict(what + "it or a folder on the way is not there", x);
            case NotDirectoryException x -> conflict(what + "a part of the path is no folder", x);
            case FileAlreadyExistsException x -> conflict(what + "something is there already", x);
            case DirectoryNotEmptyException x -> conflict(what + "the folder is not empty", x);
            case AtomicMoveNotSupportedException x -> conflict(what + "source and goal are on two file systems", x);
            case UserPrincipalNotFoundException x -> conflict(what + "there is no user or group '" + x.getName() + "'",
                    x);
            case FileSystemException x when isWrongKind(x) -> conflict(what + x.getReason(), x);
            case FileSystemException x when x.getReason() != null -> new HostException(Kind.DISK, what + x.getReason(),
                    x);
            default -> new HostException(Kind.DISK, what + e, e);
        };
    }

    /** ENOTDIR, EISDIR, ELOOP and their like come as plain messages. */
    private static boolean isWrongKind(FileSystemException e) {
        String reason = e.getReason();
        return reason != null && (reason.contains("Not a directory") || reason.contains("Is a directory")
                || reason.contains("Too many levels of symbolic links") || reason.contains("Directory not empty")
                || reason.contains("Invalid cross-device link"));
    }

    private static HostException conflict(String message, IOException e) {
        return new HostException(Kind.CONFLICT, message, e);
    }
}
