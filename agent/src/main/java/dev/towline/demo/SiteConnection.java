package dev.towline.demo;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Plain HTTP/1.1 on a socket. Java's own client tries some requests twice, which would hide a failure. */
final class SiteConnection implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 10_000;
    private static final int LONGEST_HEAD = 16 * 1024;

    private final int port;
    private final boolean keep;
    private @Nullable Socket socket;

    SiteConnection(int port, boolean keep) {
        this.port = port;
        this.keep = keep;
    }

    /** An answer; release is empty where the application did not say. */
    record Answer(int status, String release, String body) {}

    Answer ask(String method, String path, String form) throws IOException {
        Socket open = socket;
        if (open == null) {
            open = new Socket(InetAddress.ofLiteral("127.0.0.1"), port);
            open.setSoTimeout(TIMEOUT_MILLIS);
            open.setTcpNoDelay(true);
            socket = open;
        }
        try {
            Answer answer = exchange(open, method, path, form);
            if (!keep) {
                drop();
            }
            return answer;
        } catch (IOException e) {
            drop();
            throw e;
        }
    }

    private Answer exchange(Socket open, String method, String path, String form) throws IOException {
        String request = method + " " + path + " HTTP/1.1\r\nHost: demo.example.org\r\nConnection: "
                + (keep ? "keep-alive" : "close") + "\r\nContent-Type: application/x-www-form-urlencoded\r\n"
                + "Content-Length: " + form.length() + "\r\n\r\n" + form;
        open.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
        InputStream in = new BufferedInputStream(open.getInputStream());
        String[] lines = head(in).split("\r\n");
        int length = Integer.parseInt(header(lines, "content-length:", "0"));
        byte[] body = in.readNBytes(length);
        if (body.length < length) {
            throw new EOFException("the answer ended after " + body.length + " of " + length + " bytes");
        }
        return new Answer(Integer.parseInt(lines[0].split(" ")[1]), header(lines, "x-release:", ""),
                new String(body, StandardCharsets.UTF_8));
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int c = in.read();
            if (c < 0 || head.length() > LONGEST_HEAD) {
                throw new EOFException("the connection ended without an answer");
            }
            head.append((char) c);
        }
        return head.toString();
    }

    private static String header(String[] lines, String name, String otherwise) {
        for (String line : lines) {
            if (line.toLowerCase(Locale.ROOT).startsWith(name)) {
                return line.substring(name.length()).strip();
            }
        }
        return otherwise;
    }

    private void drop() {
        try {
            if (socket != null) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            socket = null;
        }
    }

    @Override
    public void close() {
        drop();
    }
}
