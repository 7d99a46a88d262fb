package dev.towline.host.linux;

import dev.towline.host.HostException;
import dev.towline.host.HostException.Kind;
import dev.towline.host.Ownership;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Changes to one name in an open folder: written beside, owned, synced, renamed, the folder synced. */
final class FolderWrites {
    private static final FileAttribute<Set<PosixFilePermission>> PRIVATE = PosixFilePermissions
            .asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final FileAttribute<Set<PosixFilePermission>> PRIVATE_FOLDER = PosixFilePermissions
            .asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    private static final int SPECIAL = 07000;
    /** A younger one may be another process's, at work right now. */
    private static final Duration LEFT_OVER = Duration.ofMinutes(10);

    private final Owners owners;
    private final Set<Path> swept = ConcurrentHashMap.newKeySet();

    FolderWrites(Owners owners) {
        this.owners = owners;
    }

    void put(GuardedFolder folder, Path path, InputStream content, Ownership ownership, boolean durable)
            throws IOException {
        sweepOnce(folder, path);
        refuseFolder(folder, path, "write");
        Path beside = Path.of(TemporaryName.fresh());
        try {
            try (SeekableByteChannel channel = folder.stream().newByteChannel(beside,
                    Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
                    PRIVATE)) {
                copy(content, channel);
                own(folder, path.resolveSibling(beside), beside, ownership);
                if (durable && channel instanceof FileChannel file) {
                    file.force(true);
                }
            }
            folder.stream().move(beside, folder.stream(), path.getFileName());
        } catch (IOException | RuntimeException e) {
            discard(folder, beside, e);
            throw e;
        }
        owners.gone(path);
        owners.settled(path, ownership);
        if (durable) {
            folder.sync();
        }
    }

    private static void copy(InputStream content, SeekableByteChannel to) throws IOException {
        byte[] buffer = new byte[1 << 16];
        for (int n = content.read(buffer); n >= 0; n = content.read(buffer)) {
            ByteBuffer chunk = ByteBuffer.wrap(buffer, 0, n);
            while (chunk.hasRemaining()) {
                to.write(chunk);
            }
        }
    }

    void makeDirectory(GuardedFolder folder, Path path, Ownership ownership) throws IOException {
        Path name = path.getFileName();
        if (!isThere(folder, name)) {
            folder.make(name, at -> Files.createDirectory(at, PRIVATE_FOLDER));
            folder.sync();
        } else if (!folder.kindOf(name).isDirectory()) {
            throw new HostException(Kind.CONFLICT, "cannot make folder " + path + ": something else is there");
        }
        own(folder, path, name, ownership);
        owners.settled(path, ownership);
    }

    private static boolean isThere(GuardedFolder folder, Path name) throws IOException {
        try {
            folder.kindOf(name);
            return true;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    void link(GuardedFolder folder, Path path, String target) throws IOException {
        sweepOnce(folder, path);
        refuseFolder(folder, path, "link");
        Path beside = Path.of(TemporaryName.fresh());
        try {
            folder.make(beside, at -> Files.createSymbolicLink(at, Path.of(target)));
            folder.stream().move(beside, folder.stream(), path.getFileName());
        } catch (IOException | RuntimeException e) {
            discard(folder, beside, e);
            throw e;
        }
        owners.gone(path);
        folder.sync();
    }

    /** Owner first, because a change of owner clears the special bits. */
    void own(GuardedFolder folder, Path path, Path name, Ownership ownership) throws IOException {
        BasicFileAttributes kind = folder.kindOf(name);
        if (kind.isDirectory()) {
            try (SecureDirectoryStream<Path> itself = folder.stream().newDirectoryStream(name,
                    LinkOption.NOFOLLOW_LINKS)) {
                own(itself.getFileAttributeView(PosixFileAttributeView.class), ownership);
            }
        } else if (kind.isRegularFile()) {
            refuseShared(folder, path, name);
            own(folder.stream().getFileAttributeView(name, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS),
                    ownership);
        } else {
            throw new HostException(Kind.CONFLICT, "cannot set owner and mode of " + path
                    + ": it is neither a file nor a folder");
        }
        if ((ownership.mode() & SPECIAL) != 0) {
            // The JDK sets these bits only by path; that it was the same file is looked at afterwards.
            Files.setAttribute(path, "unix:mode", ownership.mode(), LinkOption.NOFOLLOW_LINKS);
            Object reached = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS).fileKey();
            if (reached == null || !reached.equals(kind.fileKey())) {
                throw new HostException(Kind.CONFLICT, "while the mode of " + path
                        + " was set, somebody put something else in its place");
            }
        }
    }

    /** Another name of one file: root would give away, or open to others, what is somebody else's elsewhere. */
    private void refuseShared(GuardedFolder folder, Path path, Path name) throws IOException {
        if (folder.isShared(name)) {
            throw new HostException(Kind.CONFLICT, "cannot set owner and mode of " + path
                    + ": the file has other names (hard links), and a user who is not root may have made this one;"
                    + " replace it by a copy of its own");
        }
    }

    private void own(PosixFileAttributeView view, Ownership ownership) throws IOException {
        owners.give(view, ownership);
        view.setPermissions(permissions(ownership.mode()));
    }

    void delete(GuardedFolder folder, Path name) throws IOException {
        if (!folder.kindOf(name).isDirectory()) {
            folder.stream().deleteFile(name);
            return;
        }
        try {
            folder.stream().deleteDirectory(name);
        } catch (DirectoryNotEmptyException e) {
            // What a crash of ours left does not make a folder full.
            try (SecureDirectoryStream<Path> inner = folder.stream().newDirectoryStream(name,
                    LinkOption.NOFOLLOW_LINKS)) {
                sweep(inner, Instant.MAX);
            }
            folder.stream().deleteDirectory(name);
        }
    }

    /** The first write in a folder since the start removes what a crash left there. */
    private void sweepOnce(GuardedFolder folder, Path path) throws IOException {
        if (swept.add(path.resolveSibling("")) || swept.size() > 100_000) {
            sweep(folder.stream(), Instant.now().minus(LEFT_OVER));
        }
    }

    private static void sweep(SecureDirectoryStream<Path> folder, Instant before) throws IOException {
        List<Path> names = new ArrayList<>();
        folder.forEach(entry -> names.add(entry.getFileName()));
        for (Path name : names) {
            if (TemporaryName.is(name.toString())) {
                try {
                    if (GuardedFolder.kindOf(folder, name).lastModifiedTime().toInstant().isBefore(before)) {
                        folder.deleteFile(name);
                    }
                } catch (NoSuchFileException e) {
                    continue;
                }
            }
        }
    }

    private static void refuseFolder(GuardedFolder folder, Path path, String doing) throws IOException {
        try {
            if (folder.kindOf(path.getFileName()).isDirectory()) {
                throw new HostException(Kind.CONFLICT, "cannot " + doing + " " + path + ": a folder is there");
            }
        } catch (NoSuchFileException e) {
            return;
        }
    }

    private static void discard(GuardedFolder folder, Path beside, Exception because) {
        try {
            folder.stream().deleteFile(beside);
        } catch (NoSuchFileException e) {
            return;
        } catch (IOException e) {
            because.addSuppressed(e);
        }
    }

    private static Set<PosixFilePermission> permissions(int mode) {
        Set<PosixFilePermission> set = EnumSet.noneOf(PosixFilePermission.class);
        PosixFilePermission[] highestFirst = PosixFilePermission.values();
        for (int bit = 0; bit < 9; bit++) {
            if ((mode & (0400 >> bit)) != 0) {
                set.add(highestFirst[bit]);
            }
        }
        return set;
    }
}
