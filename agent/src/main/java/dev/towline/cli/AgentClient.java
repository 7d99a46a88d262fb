package dev.towline.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Predicate;

/** Speaks to the running agent over its unix socket. One request a connection, HTTP/1.0, so that an answer ends where the stream does. */
public final class AgentClient {
    private static final int LARGEST_ANSWER = 32 << 20;
    /** Events beat every 15 seconds. */
    private static final Duration EVENT_SILENCE = Duration.ofSeconds(45);

    private final Path socket;
    private final Duration timeout;
    private final String by;

    /**
     * A client of the agent on this socket; it connects at each request.
     *
     * @param timeout for a whole answer
     * @param by who asks, for the history: letters, digits, dots, dashes
     */
    public AgentClient(Path socket, Duration timeout, String by) {
        this.socket = socket;
        this.timeout = timeout;
        this.by = by.matches("[A-Za-z0-9._@-]{1,64}") ? by : "cli";
    }

    /** What the agent answered. */
    public record Answer(int status, String body) {
        public boolean ok() {
            return status >= 200 && status < 300;
        }
    }

    /** No agent answers; whoever wants may act by themselves. */
    public static final class AgentDown extends IOException {
        private static final long serialVersionUID = 1L;

        AgentDown(Path socket, IOException cause) {
            super("no agent answers on " + socket + "; is it running? (systemctl status towline)", cause);
        }
    }

    /**
     * Asks and waits for the whole answer.
     *
     * @throws AgentDown where nobody listens
     * @throws IOException where the answer does not come in time
     */
    public Answer get(String path) throws IOException {
        return ask("GET", path, "");
    }

    /** As {@link #get}; the body is JSON, or empty for none. */
    public Answer post(String path, String json) throws IOException {
        return ask("POST", path, json);
    }

    private Answer ask(String method, String path, String body) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        exchange(method, path, body, timeout, timeout, bytes -> {
            all.writeBytes(bytes);
            return all.size() <= LARGEST_ANSWER;
        });
        if (all.size() > LARGEST_ANSWER) {
            throw new IOException("the agent's answer to " + path + " is longer than 32 MiB");
        }
        return parse(path, all.toString(StandardCharsets.UTF_8));
    }

    /** Hands on each line of the events until {@code line} answers false or the agent stops. */
    public void events(Predicate<String> line) throws IOException {
        Lines lines = new Lines(line);
        exchange("GET", "/api/v1/events", "", Duration.ofDays(365), EVENT_SILENCE, lines::take);
        if (!lines.welcome) {
            throw new IOException("the agent lets nobody listen to events now; too many may listen already");
        }
    }

    private static Answer parse(String path, String text) throws IOException {
        int end = text.indexOf("\r\n\r\n");
        if (end < 0 || !text.matches("(?s)HTTP/1\\.[01] [0-9]{3}.*")) {
            throw new IOException("the agent broke off its answer to " + path);
        }
        return new Answer(Integer.parseInt(text.substring(9, 12)), text.substring(end + 4));
    }

    /** {@code silence}: how long nothing may come; {@code whole}: how long all may take. */
    private void exchange(String method, String path, String body, Duration whole, Duration silence,
            Predicate<byte[]> taker) throws IOException {
        if (!path.matches("/[!-~]*")) {
            throw new IllegalArgumentException("'" + path + "' is no path; encode it first");
        }
        long end = System.nanoTime() + whole.toNanos();
        try (SocketChannel channel = connect(); Selector selector = Selector.open()) {
            channel.configureBlocking(false);
            SelectionKey key = channel.register(selector, SelectionKey.OP_WRITE);
            ByteBuffer out = ByteBuffer.wrap(request(method, path, body));
            while (out.hasRemaining()) {
                await(selector, path, end, silence);
                channel.write(out);
            }
            key.interestOps(SelectionKey.OP_READ);
            ByteBuffer in = ByteBuffer.allocate(64 << 10);
            boolean more = true;
            while (more) {
                await(selector, path, end, silence);
                in.clear();
                int read = channel.read(in);
                more = read >= 0 && taker.test(java.util.Arrays.copyOf(in.array(), read));
            }
        }
    }

    private SocketChannel connect() throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.connect(UnixDomainSocketAddress.of(socket));
            return channel;
        } catch (IOException e) {
            channel.close();
            throw new AgentDown(socket, e);
        }
    }

    private static void await(Selector selector, String path, long end, Duration silence) throws IOException {
        long left = Math.min(silence.toMillis(), (end - System.nanoTime()) / 1_000_000);
        if (left <= 0 || selector.select(left) == 0) {
            throw new IOException(Thread.currentThread().isInterrupted()
                    ? "interrupted while waiting for the agent"
                    : "the agent did not answer " + path + " in time");
        }
        selector.selectedKeys().clear();
    }

    private byte[] request(String method, String path, String body) {
        byte[] content = body.getBytes(StandardCharsets.UTF_8);
        String head = method + " " + path + " HTTP/1.0\r\nHost: localhost\r\nX-Towline-By: " + by
                + (content.length == 0
                        ? ""
                        : "\r\nContent-Type: application/json\r\nContent-Length: " + content.length)
                + "\r\nConnection: close\r\n\r\n";
        byte[] first = head.getBytes(StandardCharsets.US_ASCII);
        byte[] all = java.util.Arrays.copyOf(first, first.length + content.length);
        System.arraycopy(content, 0, all, first.length, content.length);
        return all;
    }

    /** Cuts what comes into lines; those of the answer's head are left out. */
    private static final class Lines {
        private final ByteArrayOutputStream rest = new ByteArrayOutputStream();
        private final Predicate<String> line;
        private boolean head = true;
        private boolean welcome;

        Lines(Predicate<String> line) {
            this.line = line;
        }

        boolean take(byte[] bytes) {
            for (byte b : bytes) {
                if (b != '\n') {
                    rest.write(b);
                } else if (!whole(rest.toString(StandardCharsets.UTF_8).stripTrailing())) {
                    return false;
                }
            }
            return true;
        }

        private boolean whole(String text) {
            rest.reset();
            boolean inHead = head;
            welcome |= inHead && text.matches("HTTP/1\\.[01] 200.*");
            head = head && !text.isEmpty();
            return inHead ? welcome : line.test(text);
        }
    }
}
