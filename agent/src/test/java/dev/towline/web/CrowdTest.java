package dev.towline.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towline.budget.Budget;
import dev.towline.event.Event;
import dev.towline.host.Eventually;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Many at once, and none with anything honest to ask. */
@Timeout(60)
class CrowdTest {
    @TempDir
    Path folder;
    private Edge edge;
    private final List<Socket> sockets = new ArrayList<>();

    @BeforeEach
    void start() throws IOException {
        // On a busy machine they are not to time out before there are too many of them.
        edge = new Edge(Edge.settings(folder, Edge.TOKENS, Duration.ofMinutes(1)));
    }

    @AfterEach
    void stop() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
        edge.close();
    }

    private Socket connect(String text) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), edge.server.port());
        sockets.add(socket);
        socket.setSoTimeout(20_000);
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    /** The head of the first answer to any of them: which of them the server saw first is the kernel's choice. */
    private static String answered(List<Socket> waiting) throws IOException {
        Eventually.until("an answer", () -> waiting.stream().anyMatch(CrowdTest::hasAnswer));
        Socket socket = waiting.stream().filter(CrowdTest::hasAnswer).findFirst().orElseThrow();
        InputStream in = socket.getInputStream();
        return new String(in.readNBytes(in.available()), StandardCharsets.US_ASCII);
    }

    private static boolean hasAnswer(Socket socket) {
        try {
            return socket.getInputStream().available() > 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private int signed() throws Exception {
        byte[] body = "{\"ref\":\"refs/heads/main\"}".getBytes(StandardCharsets.UTF_8);
        return edge.send(edge.request("/hooks/github").header("X-GitHub-Event", "push")
                .header("X-Hub-Signature-256", HooksTest.sign(Edge.SECRET, body))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))).statusCode();
    }

    @Test
    void idle_connections_shut_nobody_out() throws Exception {
        for (int i = 0; i < 400; i++) {
            connect(i % 2 == 0 ? "" : "GET /healthz HT");
        }
        assertEquals(202, signed());
        assertEquals(200, edge.get("/metrics").statusCode());
        assertEquals(200, edge.get("/").statusCode());
        assertTrue(edge.server.connections() <= Budget.HTTP_CONNECTIONS_OF_ADDRESS.count(),
                "open: " + edge.server.connections());
    }

    @Test
    void deliveries_that_come_slowly_shut_no_honest_one_out_and_those_that_make_room_are_told_to_come_later()
            throws Exception {
        List<Socket> slow = new ArrayList<>();
        for (int i = 0; i < 2 * Budget.HOOKS_IN_FLIGHT_OF_CLIENT.count(); i++) {
            slow.add(connect("POST /hooks/github HTTP/1.1\r\nHost: x\r\nContent-Length: 3000000\r\n\r\n{"));
        }
        assertEquals(202, signed());
        String head = answered(slow);
        assertTrue(head.startsWith("HTTP/1.1 429"), head);
        assertEquals(1, edge.triggers.size());
    }

    @Test
    void many_clients_behind_a_proxy_together_are_told_that_there_are_too_many() throws Exception {
        List<Socket> slow = new ArrayList<>();
        for (int i = 0; i < Budget.HOOKS_IN_FLIGHT.count() + 20; i++) {
            slow.add(connect("POST /hooks/github HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 192.0.2." + i % 200
                    + "\r\nContent-Length: 3000000\r\n\r\n{"));
        }
        assertEquals(202, signed());
        String head = answered(slow);
        assertTrue(head.startsWith("HTTP/1.1 503") && head.contains("Retry-After: 5"), head);
    }

    @Test
    void a_thousand_unsigned_deliveries_are_one_line_in_the_log_and_no_event_for_who_listens() throws Exception {
        List<String> lines = new ArrayList<>();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord entry) {
                lines.add(entry.getMessage());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger logger = Logger.getLogger(Hooks.class.getName());
        logger.addHandler(handler);
        try {
            for (int i = 0; i < 1_000; i++) {
                edge.send(edge.request("/hooks/github").POST(HttpRequest.BodyPublishers.ofString("{\"n\":" + i + "}")));
            }
        } finally {
            logger.removeHandler(handler);
        }
        assertEquals(1, lines.size(), lines.toString());
        assertEquals(1_000, edge.events.stream().filter(Event.HookReceived.class::isInstance).count());
        assertEquals(0, edge.server.eventsKept());
    }
}
