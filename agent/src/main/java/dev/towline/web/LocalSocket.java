package dev.towline.web;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The place of the root-only socket. It is bound inside a folder that only we can enter, narrowed to 0600, and then renamed into
 * place: there is no moment at which another user could connect, and a socket left by a killed agent is replaced in one step.
 */
final class LocalSocket {
    private static final Logger LOG = LoggerFactory.getLogger(LocalSocket.class);

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

    /** Asks once for {@code /healthz}, so that the first real request finds the server's classes loaded; failing at it is no harm. */
    void greet(Duration patience) throws InterruptedException {
        Thread greeting = Thread.startVirtualThread(() -> {
            try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
                channel.connect(UnixDomainSocketAddress.of(place));
                channel.write(ByteBuffer.wrap("GET /healthz HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII)));
                ByteBuffer answer = ByteBuffer.allocate(4096);
                while (channel.read(answer) >= 0 && answer.hasRemaining()) {
                    Thread.onSpinWait();
                }
            } catch (IOException e) {
                LOG.debug("the socket {} did not answer its own greeting", place, e);
            }
        });
        if (!greeting.join(patience)) {
            greeting.interrupt();
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
