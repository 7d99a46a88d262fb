package dev.towline.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towline.desired.TargetName;
import dev.towline.event.Event;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class EventsTest {
    private static final TargetName YSC = TargetName.site("ysc");

    @TempDir
    Path folder;
    private Edge edge;

    @BeforeEach
    void start() throws IOException {
        edge = new Edge(folder);
    }

    @AfterEach
    void stop() {
        edge.close();
    }

    private void happen(String message) {
        edge.bus.publish(new Event.Progress(Edge.NOW, YSC, "d1", message));
    }

    /** Listens over the socket of root until as many lines of data have come. */
    private Thread listen(List<String> lines, int data) {
        return Thread.startVirtualThread(() -> {
            try {
                edge.client.events(line -> {
                    lines.add(line);
                    return lines.stream().filter(one -> one.startsWith("data")).count() < data;
                });
            } catch (IOException e) {
                lines.add("failed: " + e);
            }
        });
    }

    @Test
    void what_happens_is_told_at_once_with_an_id_a_name_and_data() throws Exception {
        List<String> lines = new CopyOnWriteArrayList<>();
        Thread listener = listen(lines, 2);
        Edge.until(() -> edge.server.listeners() == 1);
        happen("building");
        happen("booting");
        assertTrue(listener.join(Duration.ofSeconds(10)), lines.toString());
        List<String> told = lines.stream().filter(line -> !line.isEmpty()).toList();
        assertEquals("retry: 3000", told.get(0));
        assertTrue(told.get(1).matches("id: [a-z0-9]+-1"), told.get(1));
        assertEquals("event: progress", told.get(2));
        assertEquals("data: {\"at\":\"2026-11-21T01:02:03Z\",\"target\":\"ysc\",\"deployment\":\"d1\","
                + "\"message\":\"building\"}", told.get(3));
    }

    @Test
    void a_line_break_in_a_message_cannot_forge_an_event() throws Exception {
        List<String> lines = new CopyOnWriteArrayList<>();
        Thread listener = listen(lines, 1);
        Edge.until(() -> edge.server.listeners() == 1);
        happen("x\n\nevent: target-gone\ndata: {}");
        assertTrue(listener.join(Duration.ofSeconds(10)));
        assertTrue(lines.stream().noneMatch(line -> line.startsWith("event: target-gone")), lines.toString());
    }

    @Test
    void who_comes_back_gets_what_it_missed() throws Exception {
        happen("one");
        happen("two");
        happen("three");
        String run = Long.toString(Edge.NOW.toEpochMilli(), 36);
        String told = read(run + "-1", "\"three\"");
        assertTrue(!told.contains("\"one\"") && told.contains("\"two\""), told);
    }

    @Test
    void who_missed_too_much_is_told_to_begin_anew() throws Exception {
        for (int i = 0; i < EventFeed.KEPT + 10; i++) {
            happen("n" + i);
        }
        String run = Long.toString(Edge.NOW.toEpochMilli(), 36);
        assertTrue(read(run + "-2", "\n\n").contains("event: reset"));
        assertTrue(read("otherrun-2", "\n\n").contains("event: reset"));
        assertTrue(read("' or 1=1", "\n\n").contains("event: reset"));
    }

    /** Over TCP, with what was last seen, until this is read after the head and the retry line. */
    private String read(String lastSeen, String end) throws IOException {
        try (Socket socket = open(lastSeen)) {
            InputStream in = socket.getInputStream();
            StringBuilder all = new StringBuilder();
            while (all.indexOf("retry:") < 0 || all.indexOf(end, all.indexOf("retry:") + 14) < 0) {
                int b = in.read();
                if (b < 0) {
                    throw new IOException("ended after " + all);
                }
                all.append((char) b);
            }
            return all.toString();
        }
    }

    private Socket open(String lastSeen) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4096);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), edge.server.port()));
        socket.setSoTimeout(10_000);
        socket.getOutputStream()
                .write(("GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + Edge.READER
                        + "\r\nLast-Event-ID: " + lastSeen
                        + "\r\n\r\n").getBytes(StandardCharsets.UTF_8));
        return socket;
    }

    @Test
    void one_that_reads_too_slowly_is_let_go_and_holds_nobody_up() throws Exception {
        try (Socket slow = open("x")) {
            Edge.until(() -> edge.server.listeners() == 1);
            long end = System.nanoTime() + 20_000_000_000L;
            while (edge.server.listeners() == 1 && System.nanoTime() < end) {
                happen("y".repeat(20_000));
                // Lets the event loop write; a real house does not tell 20 KB in a tight loop.
                Thread.onSpinWait();
            }
            assertEquals(0, edge.server.listeners());
            drain(slow);
        }
        assertEquals(200, edge.get("/healthz").statusCode());
    }

    /** Reads what was buffered until the server's end, which must come. */
    private static void drain(Socket socket) throws IOException {
        try {
            socket.getInputStream().transferTo(java.io.OutputStream.nullOutputStream());
        } catch (java.net.SocketException reset) {
            // As good an end as any.
        }
    }

    @Test
    void a_listener_that_left_is_forgotten() throws Exception {
        try (Socket gone = open("x")) {
            Edge.until(() -> edge.server.listeners() == 1);
            assertTrue(gone.isConnected());
        }
        Edge.until(() -> {
            happen("still there?");
            return edge.server.listeners() == 0;
        });
    }

    @Test
    void there_are_not_more_listeners_than_fit() throws Exception {
        List<Socket> all = new CopyOnWriteArrayList<>();
        try {
            for (int i = 0; i < 32; i++) {
                all.add(open("x"));
            }
            Edge.until(() -> edge.server.listeners() == 32);
            assertEquals(503, edge.read("/api/v1/events").statusCode());
        } finally {
            for (Socket socket : all) {
                socket.close();
            }
        }
    }
}
