package guestbook;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** HTTP on a unix socket, a virtual thread a request. When it is told to stop it ends what it has begun. */
final class Server {
    private static final long GRACE_SECONDS = 5;

    private final Settings settings;
    private final Pages pages;
    private final Phaser requests = new Phaser(1);

    Server(Settings settings, Pages pages) {
        this.settings = settings;
        this.pages = pages;
    }

    void run() throws IOException {
        Path socket = Path.of(settings.socket());
        // What a killed process left.
        Files.deleteIfExists(socket);
        try (ServerSocketChannel listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            listening.bind(UnixDomainSocketAddress.of(socket), 512);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(listening)));
            System.out.println("release " + settings.release() + " listens on " + socket);
            while (true) {
                SocketChannel connection = listening.accept();
                requests.register();
                Thread.startVirtualThread(() -> serve(connection));
            }
        } catch (AsynchronousCloseException e) {
            System.out.println("release " + settings.release() + " ends");
        }
    }

    private void serve(SocketChannel connection) {
        try (connection) {
            Request request = Request.read(new BufferedInputStream(Channels.newInputStream(connection)));
            pages.answer(request).write(Channels.newOutputStream(connection), settings.release());
        } catch (IOException | RuntimeException e) {
            System.err.println("a request was not answered: " + e.getMessage());
        } finally {
            requests.arriveAndDeregister();
        }
    }

    private void stop(ServerSocketChannel listening) {
        try {
            listening.close();
            requests.awaitAdvanceInterruptibly(requests.arrive(), GRACE_SECONDS, TimeUnit.SECONDS);
        } catch (IOException | TimeoutException e) {
            System.err.println("not every request has ended: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
