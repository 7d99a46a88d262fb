import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Reader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;

/**
 * Stands in for nginx in the demo: one connection to the application for each request, to where the link leads at that moment;
 * static files of the running release, then of the one before; its settings anew at SIGHUP.
 */
public final class Proxy {
    private static final int LONGEST_HEAD = 16 * 1024;
    private static final int LONGEST_BODY = 1024 * 1024;

    private volatile Config config;

    private Proxy(Config config) {
        this.config = config;
    }

    public static void main(String[] words) throws IOException {
        if (words.length != 2 || !words[0].equals("serve") && !words[0].equals("check")) {
            System.err.println("usage: Proxy.java serve|check FILE");
            System.exit(2);
        }
        try {
            Config config = Config.read(Path.of(words[1]));
            if (words[0].equals("serve")) {
                new Proxy(config).serve(Path.of(words[1]));
            }
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }

    private void serve(Path file) throws IOException {
        onHangup(() -> {
            try {
                config = Config.read(file);
                System.out.println("settings read again");
            } catch (IOException | IllegalArgumentException e) {
                System.err.println("the old settings stay: " + e.getMessage());
            }
        });
        try (ServerSocket listening = new ServerSocket(config.port(), 512, InetAddress.ofLiteral("127.0.0.1"))) {
            System.out.println("listens on 127.0.0.1:" + config.port());
            while (true) {
                Socket client = listening.accept();
                client.setTcpNoDelay(true);
                client.setSoTimeout(30_000);
                Thread.startVirtualThread(() -> talk(client));
            }
        }
    }

    @SuppressWarnings("sunapi")
    private static void onHangup(Runnable action) {
        sun.misc.Signal.handle(new sun.misc.Signal("HUP"), _ -> action.run());
    }

    /** Requests of one client, until it has no more. */
    private void talk(Socket client) {
        try (client; InputStream in = new BufferedInputStream(client.getInputStream()); OutputStream out = client.getOutputStream()) {
            while (true) {
                Optional<Message> request = Message.read(in, false);
                if (request.isEmpty()) {
                    return;
                }
                boolean last = "close".equalsIgnoreCase(request.get().headers().get("connection"));
                Message answer = answer(request.get());
                answer.headers().put("connection", last ? "close" : "keep-alive");
                config.headers().forEach((name, value) -> answer.headers().put(name.toLowerCase(Locale.ROOT), value));
                answer.write(out, request.get().first().startsWith("HEAD "));
                if (last) {
                    return;
                }
            }
        } catch (IOException e) {
            // The client went away, or never spoke HTTP: there is nobody to tell.
            return;
        }
    }

    private Message answer(Message request) {
        String path = request.first().split(" ")[1].split("\\?", 2)[0];
        Optional<Message> file = path.startsWith("/static/") ? file(path) : Optional.empty();
        return file.orElseGet(() -> ask(request));
    }

    private Message ask(Message request) {
        request.headers().put("connection", "close");
        request.headers().put("x-forwarded-proto", "http");
        request.headers().put("x-forwarded-for", "127.0.0.1");
        try (SocketChannel application = SocketChannel.open(UnixDomainSocketAddress.of(config.socket()))) {
            request.write(Channels.newOutputStream(application), false);
            return Message.read(new BufferedInputStream(Channels.newInputStream(application)), true)
                    .orElseThrow(() -> new EOFException("it closed the connection"));
        } catch (IOException | RuntimeException e) {
            System.err.println("502 for " + request.first() + ": " + e.getMessage());
            return Message.of("502 Bad Gateway", "text/plain", "The application does not answer.\n".getBytes(StandardCharsets.UTF_8));
        }
    }

    private Optional<Message> file(String path) {
        for (String folder : List.of(config.running(), config.before())) {
            Path base = Path.of(folder);
            Path file = base.resolve(path.substring(1)).normalize();
            if (file.startsWith(base) && Files.isRegularFile(file)) {
                try {
                    return Optional.of(Message.of("200 OK", path.endsWith(".css") ? "text/css" : "application/octet-stream", Files.readAllBytes(file)));
                } catch (IOException e) {
                    System.err.println(file + ": " + e);
                }
            }
        }
        return Optional.empty();
    }

    /** A request or an answer; header names in small letters. */
    private record Message(String first, Map<String, String> headers, byte[] body) {
        static Message of(String status, String type, byte[] body) {
            return new Message("HTTP/1.1 " + status, new TreeMap<>(Map.of("content-type", type)), body);
        }

        /** Empty where there is none any more. An answer without a length ends with its connection. */
        static Optional<Message> read(InputStream in, boolean answer) throws IOException {
            Optional<String> head = head(in);
            if (head.isEmpty()) {
                return Optional.empty();
            }
            String[] lines = head.get().split("\r\n");
            Map<String, String> headers = new TreeMap<>();
            for (int i = 1; i < lines.length; i++) {
                int colon = lines[i].indexOf(':');
                if (colon > 0) {
                    headers.put(lines[i].substring(0, colon).toLowerCase(Locale.ROOT), lines[i].substring(colon + 1).strip());
                }
            }
            String length = headers.remove("content-length");
            if (lines[0].split(" ").length < 2 || headers.containsKey("transfer-encoding") || length != null && !length.matches("\\d{1,7}")) {
                throw new IOException("this is no HTTP that the demo speaks");
            }
            if (length != null && Integer.parseInt(length) > LONGEST_BODY) {
                throw new IOException("a body of " + length + " bytes is too long");
            }
            byte[] body = length != null ? in.readNBytes(Integer.parseInt(length)) : answer ? in.readAllBytes() : new byte[0];
            if (length != null && body.length < Integer.parseInt(length)) {
                throw new EOFException("it ended in the middle");
            }
            return Optional.of(new Message(lines[0], headers, body));
        }

        private static Optional<String> head(InputStream in) throws IOException {
            StringBuilder head = new StringBuilder();
            while (head.length() < 4 || !head.substring(head.length() - 4).equals("\r\n\r\n")) {
                int c = in.read();
                if (c < 0 && head.isEmpty()) {
                    return Optional.empty();
                }
                if (c < 0 || head.length() > LONGEST_HEAD) {
                    throw new EOFException("it ended in its head");
                }
                head.append((char) c);
            }
            return Optional.of(head.toString());
        }

        void write(OutputStream out, boolean headOnly) throws IOException {
            StringBuilder head = new StringBuilder(first).append("\r\n");
            headers.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
            head.append("content-length: ").append(body.length).append("\r\n\r\n");
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            all.writeBytes(head.toString().getBytes(StandardCharsets.ISO_8859_1));
            if (!headOnly) {
                all.writeBytes(body);
            }
            out.write(all.toByteArray());
            out.flush();
        }
    }

    /** What the file of settings says. */
    private record Config(int port, String socket, String running, String before, Map<String, String> headers) {
        static Config read(Path file) throws IOException {
            Properties properties = new Properties();
            try (Reader reader = Files.newBufferedReader(file)) {
                properties.load(reader);
            }
            List<String> problems = new ArrayList<>();
            Map<String, String> headers = new TreeMap<>();
            for (String key : properties.stringPropertyNames()) {
                if (key.startsWith("header.")) {
                    String name = key.substring(7);
                    String value = properties.getProperty(key);
                    if (!name.matches("[A-Za-z0-9-]+") || !value.matches("[\\x20-\\x7e]+")) {
                        problems.add(key + ": a header has a name of letters, digits and dashes, and a plain text");
                    }
                    headers.put(name, value);
                } else if (!List.of("port", "socket", "static.running", "static.before").contains(key)) {
                    problems.add(key + ": the proxy knows no such setting");
                }
            }
            String port = properties.getProperty("port", "");
            if (!port.matches("\\d{1,5}") || Integer.parseInt(port) < 1 || Integer.parseInt(port) > 65_535) {
                problems.add("port: '" + port + "' is no port");
            }
            if (!problems.isEmpty()) {
                throw new IllegalArgumentException(String.join("\n", problems));
            }
            return new Config(Integer.parseInt(port), properties.getProperty("socket", ""), properties.getProperty("static.running", ""),
                    properties.getProperty("static.before", ""), headers);
        }
    }
}
