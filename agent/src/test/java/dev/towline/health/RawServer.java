package dev.towline.health;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Listens on a unix socket or a port, and answers with whatever bytes a test wants, also wrong ones. */
final class RawServer implements AutoCloseable {
    /** Writes an answer; what it throws means that the client went away. */
    @FunctionalInterface
    interface Answer {
        void to(OutputStream client) throws IOException, InterruptedException;
    }

    final List<String> requests = new CopyOnWriteArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    final CountDownLatch wentAway = new CountDownLatch(1);
    private final ServerSocketChannel listener;
    private final Answer answer;

    private RawServer(ServerSocketChannel listener, Answer answer) {
        this.listener = listener;
        this.answer = answer;
        Thread.ofVirtual().start(this::listen);
    }

    static RawServer unix(Path path, Answer answer) throws IOException {
        ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        return new RawServer(listener.bind(UnixDomainSocketAddress.of(path)), answer);
    }

    static RawServer port(Answer answer) throws IOException {
        ServerSocketChannel listener = ServerSocketChannel.open();
        return new RawServer(listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)), answer);
    }

    /** One whole answer. */
    static Answer http(int status, String headers, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return client -> {
            client.write(("HTTP/1.1 " + status + " X\r\n" + headers + "Content-Length: " + bytes.length + "\r\n\r\n")
                    .getBytes(StandardCharsets.UTF_8));
            client.write(bytes);
        };
    }

    static Answer raw(String text) {
        return client -> client.write(text.getBytes(StandardCharsets.UTF_8));
    }

    Endpoint endpoint() throws IOException {
        return switch (listener.getLocalAddress()) {
            case UnixDomainSocketAddress unix -> new Endpoint.Unix(unix.getPath().toString());
            case InetSocketAddress inet -> new Endpoint.Port("127.0.0.1", inet.getPort(), false);
            default -> throw new IllegalStateException("neither unix nor inet");
        };
    }

    private void listen() {
        try {
            while (true) {
                SocketChannel client = listener.accept();
                Thread.ofVirtual().start(() -> serve(client));
            }
        } catch (IOException e) {
            closed.countDown();
        }
    }

    private void serve(SocketChannel client) {
        try (client) {
            ByteBuffer request = ByteBuffer.allocate(16 * 1024);
            while (!text(request).contains("\r\n\r\n") && client.read(request) >= 0) {
                // Until the whole head has come.
            }
            requests.add(text(request));
            answer.to(Channels.newOutputStream(client));
        } catch (IOException | InterruptedException e) {
            wentAway.countDown();
        }
    }

    private static String text(ByteBuffer buffer) {
        return StandardCharsets.UTF_8.decode(buffer.duplicate().flip()).toString();
    }

    /** Waits a little, and tells whether the server is still open. */
    boolean open(long millis) throws InterruptedException {
        return !closed.await(millis, TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() throws IOException {
        closed.countDown();
        listener.close();
    }
}
