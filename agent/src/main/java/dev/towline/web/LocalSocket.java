package dev.towline.web;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The place of the root-only socket. It is bound inside a folder that only we can enter, narrowed to 0600, and then renamed into
 * place: there is no moment at which another user could connect, and a socket left by a killed agent is replaced in one step.
 */
final class LocalSocket {
    private final Path place;
    private @Nullable Object identity;

    LocalSocket(Path place) {
        this.place = place;
    }

    /** Calls {@code bind} with the path to bind; it must be listening when that returns. */
    void open(Consumer<Path> bind) throws IOException {
        if (Files.exists(place, LinkOption.NOFOLLOW_LINKS)) {
            requireStale();
        }
        Path folder = place.toAbsolutePath().getParent();
        if (folder == null) {
            throw new IOException(place + " is no path for a socket; give one below a folder");
        }
        Files.createDirectories(folder,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        Path closed = Files.createTempDirectory(folder, ".s",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Path bound = closed.resolve("s");
        try {
            bind.accept(bound);
            Files.setPosixFilePermissions(bound, PosixFilePermissions.fromString("rw-------"));
            identity = key(bound);
            Files.move(bound, place, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(bound);
            Files.deleteIfExists(closed);
        }
    }

    private void requireStale() throws IOException {
        if (Files.isRegularFile(place, LinkOption.NOFOLLOW_LINKS) || Files.isDirectory(place, LinkOption.NOFOLLOW_LINKS)
                || Files.isSymbolicLink(place)) {
            throw new IOException(place + " exists and is no socket; move it away or set socket: in agent.yaml");
        }
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(place));
        } catch (IOException nobodyListens) {
            return;
        }
        throw new IOException("another agent answers on " + place + "; stop it first (systemctl stop towline)");
    }

    /** Removes it, unless another agent has put its own there meanwhile. */
    void close() throws IOException {
        if (identity != null && Files.exists(place, LinkOption.NOFOLLOW_LINKS) && identity.equals(key(place))) {
            Files.delete(place);
        }
    }

    private static @Nullable Object key(Path path) throws IOException {
        return Files.readAttributes(path, java.nio.file.attribute.BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .fileKey();
    }
}
