package dev.towline.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towline.budget.Budget;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real agent in a process of its own, with the flags that it ships with, and everybody at it at once. */
@Timeout(180)
class FloodTest {
    /** Measured: 90 MB before, 110 MB at the peak. The heap's cap is 96 MiB, and code, metadata and stacks come on top. */
    private static final long MOST_RESIDENT_KB = 170_000;
    private static final String SECRET = "a secret of the hook of this test";

    @TempDir
    Path folder;
    private Process agent;
    private int port;

    @BeforeEach
    void start() throws Exception {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Path secret = Files.createFile(folder.resolve("hook.secret"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(secret, SECRET);
        Files.createDirectories(folder.resolve("components"));
        Path settings = Files.writeString(folder.resolve("agent.yaml"), """
                configRepo: { url: "file://%1$s/nowhere.git" }
                host: soar-1
                serviceManager: local
                root: %1$s/root
                socket: /s
                components: %1$s/components
                listen: 127.0.0.1:%2$d
                poll: { interval: 10m, maxBackoff: 10m }
                hooks: [{ id: github, secretFile: hook.secret }]
                """.formatted(folder, port));
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin/java").toString()));
        command.addAll(shippedFlags());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "dev.towline.Main", "run", "--config",
                settings.toString()));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile());
        builder.environment().put("MALLOC_ARENA_MAX", "1");
        agent = builder.start();
        await(() -> metric("towline_build_info") >= 1);
    }

    @AfterEach
    void stop() throws Exception {
        agent.destroy();
        if (!agent.waitFor(20, TimeUnit.SECONDS)) {
            agent.destroyForcibly().waitFor();
        }
    }

    /** Whatever bin/towline says, so that the heap is the one of a host. */
    private static List<String> shippedFlags() throws IOException {
        String script = Files.readString(Path.of(System.getProperty("towline.root", "..")).resolve(
                "agent/src/main/dist/bin/towline"));
        String exec = script.substring(script.indexOf("exec \"$java\"")).replace("${TOWLINE_HEAP:-96m}", "96m");
        Matcher flag = Pattern.compile("(?<=\\s)-(?:X|-)[^\\s\"]+").matcher(exec);
        List<String> flags = flag.results().map(found -> found.group()).toList();
        assertTrue(flags.contains("-Xmx96m") && flags.contains("-XX:+ExitOnOutOfMemoryError"), flags.toString());
        return flags;
    }

    private static void await(java.util.concurrent.Callable<Boolean> holds) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (true) {
            try {
                if (holds.call()) {
                    return;
                }
            } catch (IOException notYet) {
                // It does not listen yet.
            }
            assertTrue(System.nanoTime() < end, "it did not come to be in 60 s");
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    private double metric(String name) throws Exception {
        HttpResponse<String> answer = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()
                .send(HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + port + "/metrics")).timeout(Duration.ofSeconds(30)).build(),
                        HttpResponse.BodyHandlers.ofString());
        assertEquals(200, answer.statusCode());
        return answer.body().lines().filter(line -> line.startsWith(name))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1))).sum();
    }

    /** By a connection of its own, as a proxy does. */
    private int signed(int number) throws Exception {
        String body = "{\"n\":" + number + "}";
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream().write(("POST /hooks/github HTTP/1.1\r\nHost: localhost\r\nX-GitHub-Event: push\r\n"
                    + "Connection: close\r\nX-Hub-Signature-256: "
                    + HooksTest.sign(SECRET, body.getBytes(StandardCharsets.UTF_8)) + "\r\nContent-Length: "
                    + body.length() + "\r\n\r\n" + body).getBytes(StandardCharsets.US_ASCII));
            String head = new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
            return Integer.parseInt(head.substring(9));
        }
    }

    private long resident(String which) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + agent.pid() + "/status")).stream()
                .filter(line -> line.startsWith(which + ":"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", ""))).findFirst().orElseThrow();
    }

    /** Sends until it is answered or hung up on. */
    private void post(long bytes, boolean finish) {
        byte[] chunk = "x".repeat(64 << 10).getBytes(StandardCharsets.US_ASCII);
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(15_000);
            OutputStream out = socket.getOutputStream();
            out.write(("POST /hooks/github HTTP/1.1\r\nHost: localhost\r\nX-GitHub-Event: push\r\nContent-Length: "
                    + bytes
                    + "\r\nConnection: close\r\n\r\n{\"a\":\"").getBytes(StandardCharsets.US_ASCII));
            for (long sent = 6; finish && sent < bytes; sent += chunk.length) {
                out.write(chunk, 0, (int) Math.min(chunk.length, bytes - sent));
            }
            socket.getInputStream().readNBytes(12);
        } catch (IOException refused) {
            // That is what is asked for.
        }
    }

    private void flood(int deliveries, int atOnce, long bytes, boolean finish) throws Exception {
        try (ExecutorService crowd = Executors.newThreadPerTaskExecutor(Thread.ofVirtual().factory())) {
            var places = new java.util.concurrent.Semaphore(atOnce);
            for (int i = 0; i < deliveries; i++) {
                places.acquire();
                crowd.submit(() -> {
                    try {
                        post(bytes, finish);
                    } finally {
                        places.release();
                    }
                });
            }
            assertEquals(202, signed(deliveries), "while it is flooded");
            crowd.shutdownNow();
        }
    }

    @Test
    void unsigned_deliveries_of_ten_and_a_hundred_times_what_may_be_in_flight_cost_no_memory_and_keep_nobody_out()
            throws Exception {
        int limit = Budget.HOOKS_IN_FLIGHT_OF_CLIENT.count();
        long before = resident("VmRSS");
        // The very flood that ended it: fifty, and then a hundred, at once, each a string of three million characters.
        flood(50, 50, 3_000_000, true);
        flood(100, 100, 3_000_000, true);
        flood(10 * limit, 400, 3_000_000, false);
        flood(100 * limit, 400, 100_000, false);
        long peak = resident("VmHWM");
        System.getLogger("measured").log(System.Logger.Level.INFO,
                "flood: {0} kB before, {1} kB at the peak, {2} kB after", before, peak, resident("VmRSS"));
        assertTrue(agent.isAlive(), "it lives");
        assertTrue(peak < MOST_RESIDENT_KB, "resident at the peak: " + peak + " kB");
        assertEquals(4, metric("towline_webhook_requests_total{hook=\"github\",result=\"accepted\"}"));
        // The start, and at least the first of them.
        await(() -> metric("towline_source_fetch_total") >= 2);
        try (var lines = Files.lines(folder.resolve("log"))) {
            assertTrue(lines.count() < 60, "lines in the log");
        }
    }
}
