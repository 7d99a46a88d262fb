package dev.towline.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that two programs could read in two ways. */
@Timeout(60)
class RequestFormTest {
    private static final String ROLLBACK = "/api/v1/sites/ysc/rollback";

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

    private String raw(String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), edge.server.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static int status(String answer) {
        return Integer.parseInt(answer.substring(9, 12));
    }

    private static String post(String path, String headers, String body) {
        return "POST " + path + " HTTP/1.1\r\nConnection: close\r\nAuthorization: Bearer " + Edge.TOKEN + "\r\n"
                + headers + "Content-Length: " + body.length() + "\r\n\r\n" + body;
    }

    @ParameterizedTest
    @ValueSource(strings = {"multipart/form-data; boundary=x", "application/x-www-form-urlencoded", "text/plain",
            "application/json-patch+json", "application/jsonx", "*/*"})
    void a_body_that_is_no_json_is_refused_and_asks_for_nothing(String type) throws Exception {
        assertEquals(415, status(raw(post(ROLLBACK, "Host: localhost\r\nContent-Type: " + type + "\r\n",
                "{\"release\":\"20261120-a1\"}"))));
        assertEquals(List.of(), edge.triggers);
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "APPLICATION/JSON; charset=utf-8", "application/json;x=y"})
    void json_is_taken_whatever_its_parameters(String type) throws Exception {
        assertEquals(202, status(raw(post(ROLLBACK, "Host: localhost\r\nContent-Type: " + type + "\r\n",
                "{\"release\":\"20261120-a1\"}"))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Host: localhost\r\nHost: evil.example.net", "Host: localhost\r\nHost: localhost",
            "Host: localhost\r\nAuthorization: Bearer x", "Host: localhost\r\nContent-Type: application/json\r\n"
                    + "Content-Type: text/plain"})
    void a_header_that_decides_something_may_not_come_twice(String headers) throws Exception {
        assertEquals(400, status(raw(post(ROLLBACK, headers + "\r\n", ""))));
        assertEquals(List.of(), edge.triggers);
    }

    @ParameterizedTest
    @CsvSource({"http://evil.example.net/healthz", "http://localhost/healthz", "/api/v1/sites/ysc%2Frollback",
            "/api/v1/sites/ysc%2frollback", "/api/v1//status", "/./healthz", "/api/../healthz", "/healthz%00",
            "/%68ealthz", "/healthz;x=1", "/hooks/git%68ub"})
    void a_target_that_could_be_read_in_two_ways_is_refused(String target) throws Exception {
        assertEquals(400, status(raw("GET " + target + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")));
    }

    @Test
    void a_long_path_is_refused_and_costs_no_stack() throws Exception {
        assertEquals(400, status(raw("GET /" + "a/".repeat(1_500)
                + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")));
    }

    @Test
    void a_chunked_body_that_also_declares_a_length_smuggles_no_second_request() throws Exception {
        String answer = raw("POST " + ROLLBACK + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + Edge.TOKEN
                + "\r\nConnection: close\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
                + "POST /api/v1/sites/ysc/suspend HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n");
        assertTrue(status(answer) == 202 || status(answer) == 400, answer);
        assertFalse(edge.triggers.stream().anyMatch(t -> t.describe().startsWith("suspend")), edge.triggers.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 2\r\nContent-Length: 3", "Content-Length: -1", "Content-Length: 1e3",
            "Transfer-Encoding: gzip"})
    void a_length_that_is_none_is_refused(String headers) throws Exception {
        String answer = raw("POST " + ROLLBACK + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + Edge.TOKEN
                + "\r\nConnection: close\r\n" + headers + "\r\n\r\n{}");
        assertTrue(answer.isEmpty() || status(answer) >= 400, answer);
        assertEquals(List.of(), edge.triggers);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"release\":\"a\",\"release\":\"b\"}", "{\"release\":\"a\"} x", "{\"release\":\"a\"}{}",
            "{\"release\":{\"a\":1}}", "{\"release\":[\"a\"]}", "{\"release\":null}", "\"a\"", "{\"release\":\"a\"",
            "{release:\"a\"}", "{\"release\":\"a\",}", "\u0000"})
    void a_body_that_could_be_read_in_two_ways_is_refused(String body) throws Exception {
        assertEquals(400, edge.ask(ROLLBACK, body).statusCode());
        assertEquals(List.of(), edge.triggers);
    }

    @ParameterizedTest
    @ValueSource(strings = {"DELETE", "PUT", "PATCH", "TRACE", "OPTIONS", "GET"})
    void another_method_decides_nothing(String method) throws Exception {
        HttpRequest.Builder request = edge.request(ROLLBACK).header("Authorization", "Bearer " + Edge.TOKEN)
                .header("X-HTTP-Method-Override", "POST").method(method, HttpRequest.BodyPublishers.noBody());
        assertTrue(List.of(404, 405).contains(edge.send(request).statusCode()));
        assertEquals(List.of(), edge.triggers);
    }

    /** A bounded sample; the long run: {@code mvn test -Dtest=RequestFormTest -Dtowline.fuzz=1000000}. */
    @Test
    void whatever_is_in_a_body_is_read_as_what_it_is_or_refused() {
        Fuzz fuzz = new Fuzz(new Random(20261130));
        for (int i = 0; i < Integer.getInteger("towline.fuzz", 20_000); i++) {
            byte[] body = fuzz.json();
            try {
                FlatJson.read(body).forEach((key, value) -> assertTrue(
                        value instanceof String || value instanceof Boolean, key));
            } catch (IOException refused) {
                assertFalse(String.valueOf(refused.getMessage()).isEmpty());
            }
            DeliveryHead head = new DeliveryHead();
            int cut = body.length == 0 ? 0 : body[0] & 0x7f;
            head.take(java.util.Arrays.copyOf(body, Math.min(cut, body.length)));
            head.take(java.util.Arrays.copyOfRange(body, Math.min(cut, body.length), body.length));
            DeliveryHead.Content content = head.read();
            assertTrue(content.object() || content.action().isEmpty(), "an action of no object");
        }
    }
}
