package dev.towline.source.git;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** A server on the loopback that speaks Git over HTTP as long as it likes, and then does what it should not. */
final class HostileServer implements AutoCloseable {
    static final String ID = "1234567890123456789012345678901234567890";
    static final String ADVERTISEMENT = "application/x-git-upload-pack-advertisement";
    static final String RESULT = "application/x-git-upload-pack-result";

    private final ServerSocket listening;
    private final Answer answer;
    private final AtomicLong sent = new AtomicLong();
    private final CountDownLatch closed = new CountDownLatch(1);

    /** What it does for one request. */
    interface Answer {
        void to(String request, HostileServer server, OutputStream out) throws IOException;
    }

    HostileServer(Answer answer) throws IOException {
        this.answer = answer;
        this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::serve);
    }

    /** Takes connections and says nothing. */
    static HostileServer silent() throws IOException {
        return new HostileServer((_, server, _) -> server.wait(60));
    }

    /** Offers one commit; when that is asked for, does what is given. */
    static HostileServer offering(Answer fetch) throws IOException {
        return new HostileServer((request, server, out) -> {
            if (request.startsWith("GET")) {
                head(out, "200 OK", ADVERTISEMENT);
                packet(out, "# service=git-upload-pack\n");
                flush(out);
                packet(out, ID + " refs/heads/main\0multi_ack_detailed side-band-64k ofs-delta agent=hostile\n");
                flush(out);
            } else {
                head(out, "200 OK", RESULT);
                packet(out, "NAK\n");
                fetch.to(request, server, out);
            }
        });
    }

    String url() {
        return "http://127.0.0.1:" + listening.getLocalPort() + "/club.git";
    }

    /** Bytes that it got rid of. */
    long sent() {
        return sent.get();
    }

    void count(long bytes) {
        sent.addAndGet(bytes);
    }

    /** Waits until it is closed, or that long. */
    void wait(int seconds) {
        try {
            closed.await(seconds, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    static void head(OutputStream out, String status, String type, String... more) throws IOException {
        write(out, "HTTP/1.1 " + status + "\r\nContent-Type: " + type + "\r\nConnection: close\r\n"
                + String.join("", more) + "\r\n");
    }

    static void packet(OutputStream out, String text) throws IOException {
        write(out, "%04x".formatted(text.length() + 4) + text);
    }

    static void flush(OutputStream out) throws IOException {
        write(out, "0000");
    }

    static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    private void serve() {
        while (!listening.isClosed()) {
            try {
                Socket socket = listening.accept();
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            BufferedReader in = new BufferedReader(
                    new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
            String request = in.readLine();
            int length = 0;
            for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
                if (line.regionMatches(true, 0, "Content-Length:", 0, 15)) {
                    length = Integer.parseInt(line.substring(15).strip());
                }
            }
            for (int i = 0; i < length; i++) {
                in.read();
            }
            if (request != null) {
                answer.to(request, this, socket.getOutputStream());
                socket.getOutputStream().flush();
            }
        } catch (IOException e) {
            // The client had enough, which is what is hoped for.
            return;
        }
    }

    @Override
    public void close() {
        closed.countDown();
        try {
            listening.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
