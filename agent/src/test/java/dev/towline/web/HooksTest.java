package dev.towline.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towline.event.Event;
import dev.towline.secret.Secret;
import dev.towline.trigger.Trigger;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class HooksTest {
    @TempDir
    Path folder;
    private Edge edge;
    private int deliveries;

    @BeforeEach
    void start() throws IOException {
        edge = new Edge(folder);
    }

    @AfterEach
    void stop() {
        edge.close();
    }

    static byte[] payload(String name) throws IOException {
        try (InputStream in = HooksTest.class.getResourceAsStream("/github/" + name + ".json")) {
            return java.util.Objects.requireNonNull(in, name).readAllBytes();
        }
    }

    static String sign(String secret, byte[] body) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        return "sha256=" + HexFormat.of().formatHex(mac.doFinal(body));
    }

    private HttpRequest.Builder delivery(String event, byte[] body) throws Exception {
        return edge.request("/hooks/github").header("X-GitHub-Event", event)
                .header("X-GitHub-Delivery", "72d3162e-cc78-11e3-81ab-" + deliveries++)
                .header("X-Hub-Signature-256", sign(Edge.SECRET, body)).header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
    }

    private List<String> results() {
        return edge.events.stream().filter(Event.HookReceived.class::isInstance)
                .map(e -> ((Event.HookReceived) e).hook() + " " + ((Event.HookReceived) e).result()).toList();
    }

    @Test
    void the_signature_is_that_of_githubs_documented_example() throws Exception {
        HookDelivery delivery = new HookDelivery(Secret.of("It's a Secret to Everybody"));
        delivery.take(io.vertx.core.buffer.Buffer.buffer("Hello, World!"));
        assertTrue(delivery.signedAs("sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"));
    }

    /** A comparison that stops early would pass for most of them. */
    @Test
    void a_signature_with_any_one_digit_changed_is_refused() {
        String signature = "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";
        for (int at = 0; at < signature.length(); at++) {
            char other = signature.charAt(at) == '0' ? '1' : '0';
            String wrong = signature.substring(0, at) + other + signature.substring(at + 1);
            HookDelivery delivery = new HookDelivery(Secret.of("It's a Secret to Everybody"));
            delivery.take(io.vertx.core.buffer.Buffer.buffer("Hello, World!"));
            assertFalse(delivery.signedAs("sha256=" + wrong), "digit " + at);
        }
    }

    @Test
    void a_signature_that_is_cut_or_longer_is_refused() {
        String signature = "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";
        for (String wrong : List.of(signature.substring(2), signature.substring(0, 62), signature + "00",
                signature + signature)) {
            HookDelivery delivery = new HookDelivery(Secret.of("It's a Secret to Everybody"));
            delivery.take(io.vertx.core.buffer.Buffer.buffer("Hello, World!"));
            assertFalse(delivery.signedAs("sha256=" + wrong), wrong);
        }
    }

    @ParameterizedTest
    @CsvSource({"push,push", "push,push.tag", "create,create", "release,release.published",
            "package,package.published", "registry_package,package.published", "workflow_run,workflow_run.completed"})
    void githubs_real_events_that_can_move_a_ref_wake_the_agent(String event, String payload) throws Exception {
        HttpResponse<String> answer = edge.send(delivery(event, payload(payload)));
        assertEquals(202, answer.statusCode(), answer.body());
        assertEquals(List.of(new Trigger.Webhook("github", "72d3162e-cc78-11e3-81ab-0")), edge.triggers);
        assertEquals(List.of("github accepted"), results());
    }

    @ParameterizedTest
    @CsvSource({"star,star.created", "delete,delete", "workflow_run,workflow_run.requested", "unheard-of,push"})
    void githubs_other_events_are_ignored(String event, String payload) throws Exception {
        assertEquals(204, edge.send(delivery(event, payload(payload))).statusCode());
        assertEquals(List.of(), edge.triggers);
        assertEquals(List.of("github ignored"), results());
    }

    @Test
    void a_ping_is_answered_and_wakes_nobody() throws Exception {
        HttpResponse<String> answer = edge.send(delivery("ping", payload("ping")));
        assertEquals(200, answer.statusCode());
        assertTrue(answer.body().contains("pong"));
        assertEquals(List.of(), edge.triggers);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "sha256=", "sha256=00", "sha1=757107ea0eb2509fc211221cce984b8a37570b6d",
            "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17", "sha256=zz", "none"})
    void a_missing_or_wrong_signature_is_refused(String signature) throws Exception {
        HttpRequest.Builder request = edge.request("/hooks/github").header("X-GitHub-Event", "push")
                .POST(HttpRequest.BodyPublishers.ofByteArray(payload("push")));
        HttpResponse<String> answer = edge.send(
                signature.isEmpty() ? request : request.header("X-Hub-Signature-256", signature));
        assertEquals(401, answer.statusCode());
        assertEquals(List.of("github unauthorized"), results());
        assertEquals(List.of(), edge.triggers);
    }

    @Test
    void a_body_changed_by_one_byte_is_refused() throws Exception {
        byte[] body = payload("push");
        String signature = sign(Edge.SECRET, body);
        body[body.length / 2] ^= 1;
        assertEquals(401, edge.send(edge.request("/hooks/github").header("X-GitHub-Event", "push")
                .header("X-Hub-Signature-256", signature).POST(HttpRequest.BodyPublishers.ofByteArray(body)))
                .statusCode());
    }

    @Test
    void a_header_of_another_provider_chooses_nothing() throws Exception {
        HttpResponse<String> answer = edge.send(edge.request("/hooks/github").header("X-Gitlab-Event", "Push Hook")
                .header("X-Gitlab-Token", Edge.SECRET).POST(HttpRequest.BodyPublishers.ofByteArray(payload("push"))));
        assertEquals(401, answer.statusCode());
    }

    @Test
    void an_unknown_id_is_not_found_and_its_name_reaches_no_metric() throws Exception {
        byte[] body = payload("push");
        HttpResponse<String> answer = edge.send(edge.request("/hooks/gitlab").header("X-GitHub-Event", "push")
                .header("X-Hub-Signature-256", sign(Edge.SECRET, body))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body)));
        assertEquals(404, answer.statusCode());
        assertEquals(List.of("unknown unknown"), results());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "\"push\"", "{} {}", "{\"a\":1,}", "payload=%7B%7D", "{\"a\":\"\u0001\"}"})
    void a_signed_body_that_is_no_json_object_is_malformed(String body) throws Exception {
        HttpResponse<String> answer = edge.send(delivery("push", body.getBytes(StandardCharsets.UTF_8)));
        assertEquals(400, answer.statusCode());
        assertTrue(answer.body().contains("application/json"));
        assertEquals(List.of("github malformed"), results());
    }

    @Test
    void json_nested_without_end_is_malformed_and_harms_nobody() throws Exception {
        byte[] deep = "{\"a\":".repeat(100_000).getBytes(StandardCharsets.UTF_8);
        assertEquals(400, edge.send(delivery("push", deep)).statusCode());
    }

    @Test
    void another_method_is_not_allowed() throws Exception {
        assertEquals(405, edge.get("/hooks/github").statusCode());
    }

    @Test
    void githubs_redeliver_wakes_the_agent_and_is_counted_as_replayed() throws Exception {
        HttpRequest.Builder once = delivery("push", payload("push"));
        assertEquals(202, edge.send(once).statusCode());
        assertEquals(202, edge.send(once).statusCode());
        assertEquals(2, edge.triggers.size());
        assertEquals(List.of("github accepted", "github replayed"), results());
    }

    @Test
    void a_replay_under_another_delivery_id_is_seen_too() throws Exception {
        assertEquals(202, edge.send(delivery("push", payload("push"))).statusCode());
        assertEquals(202, edge.send(delivery("push", payload("push"))).statusCode());
        assertEquals(List.of("github accepted", "github replayed"), results());
    }

    @Test
    void an_unsigned_body_is_not_looked_into() throws Exception {
        for (String body : List.of("{", "[]", "{\"a\":\"\u0001\"}", "x".repeat(200_000))) {
            assertEquals(401, edge.send(edge.request("/hooks/github").header("X-GitHub-Event", "push")
                    .POST(HttpRequest.BodyPublishers.ofString(body))).statusCode());
        }
    }

    @Test
    void a_signed_body_that_is_one_long_string_is_taken() throws Exception {
        String body = "{\"a\":\"" + "x".repeat(3_000_000) + "\"}";
        assertEquals(202, edge.send(delivery("push", body.getBytes(StandardCharsets.UTF_8))).statusCode());
    }

    @Test
    void a_body_of_just_3_MiB_is_taken() throws Exception {
        String end = "\"}";
        String start = "{\"a\":\"";
        StringBuilder body = new StringBuilder(start);
        while (body.length() < HookDelivery.LIMIT - 200_000) {
            body.append("x".repeat(100_000)).append("\",\"b").append(body.length()).append("\":\"");
        }
        body.append("x".repeat((int) HookDelivery.LIMIT - body.length() - end.length())).append(end);
        assertEquals(HookDelivery.LIMIT, body.length());
        assertEquals(202, edge.send(delivery("push", body.toString().getBytes(StandardCharsets.UTF_8))).statusCode());
    }

    @Test
    void a_declared_length_over_the_limit_is_refused_before_one_byte_is_read() throws Exception {
        String answer = raw("POST /hooks/github HTTP/1.1\r\nHost: x\r\nContent-Length: 3145729\r\n\r\n", 0);
        assertTrue(answer.startsWith("HTTP/1.1 413"), answer);
        assertEquals(List.of("github too-large"), results());
    }

    @Test
    void a_streamed_body_is_cut_at_the_limit() throws Exception {
        String answer = raw("POST /hooks/github HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n", 64);
        assertTrue(answer.startsWith("HTTP/1.1 413"), answer);
        assertEquals(List.of("github too-large"), results());
    }

    @Test
    void a_body_that_never_comes_times_out() throws Exception {
        try (Edge impatient = new Edge(Edge.settings(folder.resolve("2"), List.of(), Duration.ofMillis(200)))) {
            String answer = raw(impatient, "POST /hooks/github HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc",
                    0);
            assertTrue(answer.startsWith("HTTP/1.1 408"), answer);
        }
    }

    private String raw(String head, int chunksOf64K) throws IOException {
        return raw(edge, head, chunksOf64K);
    }

    /** Sends as it is and reads until the server hangs up; what it answered is kept even where it then resets. */
    private static String raw(Edge edge, String head, int chunksOf64K) throws IOException {
        StringBuilder answer = new StringBuilder();
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), edge.server.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            byte[] chunk = ("10000\r\n" + "x".repeat(0x10000) + "\r\n").getBytes(StandardCharsets.US_ASCII);
            try {
                for (int i = 0; i < chunksOf64K; i++) {
                    socket.getOutputStream().write(chunk);
                }
            } catch (IOException hungUp) {
                // What was answered before is still to be read.
            }
            try {
                for (int b = socket.getInputStream().read(); b >= 0; b = socket.getInputStream().read()) {
                    answer.append((char) b);
                }
            } catch (java.net.SocketException reset) {
                // The server need not read what it has refused.
            }
        }
        return answer.toString();
    }

    @Test
    void half_of_the_answers_come_within_100_ms_even_on_a_busy_machine() throws Exception {
        long[] took = new long[60];
        for (int i = 0; i < took.length; i++) {
            HttpRequest.Builder request = delivery("push", ("{\"n\":" + i + "}").getBytes(StandardCharsets.UTF_8));
            long start = System.nanoTime();
            assertEquals(202, edge.send(request).statusCode());
            took[i] = System.nanoTime() - start;
        }
        java.util.Arrays.sort(took);
        assertTrue(took[took.length / 2] < 100_000_000L, "median " + took[took.length / 2] + " ns");
        System.getLogger("measured").log(System.Logger.Level.INFO, "hook: median {0} us, worst {1} us",
                took[took.length / 2] / 1000, took[took.length - 1] / 1000);
        assertEquals(took.length, edge.triggers.size());
    }

    @Test
    void the_hook_is_reached_under_the_hosts_public_name() throws Exception {
        String body = "{}";
        String answer = raw("POST /hooks/github HTTP/1.1\r\nHost: ysc.example.org\r\nConnection: close\r\n"
                + "X-GitHub-Event: push\r\nX-Hub-Signature-256: "
                + sign(Edge.SECRET, body.getBytes(StandardCharsets.UTF_8))
                + "\r\nContent-Length: 2\r\n\r\n" + body, 0);
        assertTrue(answer.startsWith("HTTP/1.1 202"), answer);
    }
}
