package dev.towline.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpProbeTest {
    private static final Vertx VERTX = Vertx.vertx();
    private static final HttpExchange EXCHANGE = new HttpExchange(VERTX);
    private static final Duration LONG = Duration.ofSeconds(10);
    private static final Duration SHORT = Duration.ofMillis(300);

    @TempDir
    Path folder;

    private @Nullable RawServer server;
    private final HealthProber prober = new HealthProber(new FakeHost(), EXCHANGE, "club.example.org");

    @BeforeAll
    static void warm() {
        assertFalse(VERTX.isNativeTransportEnabled(), "the JDK's own unix sockets are what runs in production");
    }

    @AfterAll
    static void end() {
        EXCHANGE.close();
        VERTX.close();
    }

    @AfterEach
    void close() throws IOException {
        if (server != null) {
            server.close();
        }
    }

    private RawServer serve(RawServer.Answer answer) throws IOException {
        RawServer started = RawServer.unix(folder.resolve("web.sock"), answer);
        server = started;
        return started;
    }

    private static HealthCheck.Http check(String path, @Nullable String host, Map<String, String> headers,
            List<Integer> statuses, @Nullable String body, @Nullable String pattern, Map<String, String> json,
            Duration timeout) {
        return new HealthCheck.Http("login", null, path, host, headers, statuses, body, pattern, json, timeout);
    }

    private static HealthCheck.Http get(Duration timeout) {
        return check("/login/", null, Map.of(), List.of(200), null, null, Map.of(), timeout);
    }

    private static HealthCheck.Http wantsBody(String body) {
        return check("/login/", null, Map.of(), List.of(200), body, null, Map.of(), LONG);
    }

    private Optional<String> probe(HealthCheck.Http check) throws IOException {
        RawServer asked = server;
        return prober.probe(check, asked == null ? null : asked.endpoint());
    }

    private String failure(HealthCheck.Http check) throws IOException {
        return probe(check).orElseThrow(() -> new AssertionError("it passed"));
    }

    @Test
    void a_unix_socket_is_asked_with_the_sites_domain() throws IOException {
        RawServer started = serve(RawServer.http(200, "", "Sign in"));
        assertEquals(Optional.empty(), probe(wantsBody("Sign in")));
        String request = started.requests.getFirst().toLowerCase(Locale.ROOT);
        assertTrue(request.startsWith("get /login/ http/1.1\r\n"), request);
        assertTrue(request.contains("\r\nhost: club.example.org\r\n"), request);
        assertTrue(request.contains("\r\nconnection: close\r\n"), request);
    }

    @ParameterizedTest
    @CsvSource({"www.example.org,www.example.org", "www.example.org:8443,www.example.org:8443",
            "127.0.0.1,127.0.0.1", "[::1],[::1]"})
    void host_and_headers_of_the_check_are_sent(String host, String sent) throws IOException {
        RawServer started = serve(RawServer.http(200, "", ""));
        assertEquals(Optional.empty(), probe(check("/?a=b%20c", host, Map.of("X-Forwarded-Proto", "https"),
                List.of(200), null, null, Map.of(), LONG)));
        String request = started.requests.getFirst();
        assertTrue(request.startsWith("GET /?a=b%20c HTTP/1.1\r\n"), request);
        assertTrue(request.toLowerCase(Locale.ROOT).contains("\r\nhost: " + sent + "\r\n"), request);
        assertTrue(request.contains("\r\nX-Forwarded-Proto: https\r\n"), request);
        assertEquals(1, request.toLowerCase(Locale.ROOT).split("\r\nhost:", -1).length - 1);
    }

    @Test
    void a_port_is_asked_where_the_check_names_one() throws IOException {
        try (RawServer port = RawServer.port(RawServer.http(204, "", ""))) {
            assertEquals(Optional.empty(), prober.probe(new HealthCheck.Http("a", port.endpoint(), "/", null, Map.of(),
                    List.of(), null, null, Map.of(), LONG), null));
        }
    }

    @Test
    void a_wrong_status_is_told_with_the_start_of_the_body_in_one_line() throws IOException {
        serve(RawServer.http(500, "", "<h1>\r\n\u001b[31mOperationalError\u202e at\u0000 /" + "x".repeat(500)));
        String why = failure(get(LONG));
        assertTrue(why.startsWith("status 500, wanted 200: <h1> [31mOperationalError at /xxx"), why);
        assertTrue(why.length() < 240 && why.endsWith("…"), why);
        assertTrue(why.codePoints().noneMatch(Character::isISOControl), why);
    }

    @Test
    void a_redirect_is_not_followed_and_said() throws IOException {
        RawServer started = serve(RawServer.http(301, "Location: https://club.example.org/login/\r\n", ""));
        assertEquals("status 301 to https://club.example.org/login/ (redirects are not followed), wanted 200:"
                + " (empty body)", failure(get(LONG)));
        assertEquals(1, started.requests.size());
        assertEquals(Optional.empty(), probe(
                check("/", null, Map.of(), List.of(200, 301), null, null, Map.of(), LONG)));
    }

    @Test
    void a_constant_200_without_the_wanted_text_does_not_pass() throws IOException {
        serve(RawServer.http(200, "", "Server is fine"));
        assertEquals("status 200, but the body does not contain 'Sign in': Server is fine",
                failure(wantsBody("Sign in")));
    }

    @ParameterizedTest
    @CsvSource({"members: [0-9]+,''", "members: [a-z]+,does not match /members: [a-z]+/",
            "(unclosed,is no RE2 expression", "(a)\\1,is no RE2 expression"})
    void the_body_is_held_against_a_pattern(String pattern, String why) throws IOException {
        serve(RawServer.http(200, "", "<p>members: 42</p>"));
        Optional<String> failure = probe(
                check("/", null, Map.of(), List.of(200), null, pattern, Map.of(), LONG));
        assertTrue(failure.orElse("").contains(why), () -> failure.toString());
        assertEquals(why.isEmpty(), failure.isEmpty());
    }

    @ParameterizedTest
    @CsvSource({"/db/ok,true,''", "/db/lag,3,''", "/name,club,''", "/tags/1,b,''", "/tags,'[\"a\",\"b\"]',''",
            "/db/ok,false,has /db/ok 'true'; wanted 'false'", "/db/gone,true,has /db/gone not there; wanted 'true'",
            "db,x,is no JSON pointer"})
    void json_is_held_against_pointers(String pointer, String wanted, String why) throws IOException {
        serve(RawServer.http(200, "Content-Type: application/json\r\n",
                "{\"db\":{\"ok\":true,\"lag\":3},\"name\":\"club\",\"tags\":[\"a\",\"b\"]}"));
        Optional<String> failure = probe(
                check("/", null, Map.of(), List.of(200), null, null, Map.of(pointer, wanted), LONG));
        assertTrue(failure.orElse("").replace(',', ';').contains(why), () -> failure.toString());
        assertEquals(why.isEmpty(), failure.isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"<html>", "", "{\"a\":1} trailing"})
    void what_is_no_json_is_said(String body) throws IOException {
        serve(RawServer.http(200, "", body));
        String why = failure(check("/", null, Map.of(), List.of(200), null, null, Map.of("/a", "1"), LONG));
        assertTrue(why.contains("is no JSON"), why);
    }

    @Test
    void a_body_in_another_charset_is_understood() throws IOException {
        serve(client -> {
            client.write("HTTP/1.0 200 OK\r\nContent-Type: text/html; charset=\"ISO-8859-1\"\r\n\r\nGrüße"
                    .getBytes(StandardCharsets.ISO_8859_1));
        });
        assertEquals(Optional.empty(), probe(wantsBody("Grüße")));
    }

    @Test
    void a_chunked_body_is_put_together() throws IOException {
        serve(RawServer.raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nSign\r\n3\r\n in\r\n0\r\n\r\n"));
        assertEquals(Optional.empty(), probe(wantsBody("Sign in")));
    }

    @Test
    void nobody_listening_is_said_with_the_place() throws IOException {
        Path gone = folder.resolve("gone.sock");
        String why = prober.probe(get(LONG), new Endpoint.Unix(gone.toString())).orElseThrow();
        assertTrue(why.startsWith("cannot connect to unix:" + gone + ": "), why);
        assertTrue(why.contains("No such file"), why);
        RawServer closed = RawServer.port(RawServer.http(200, "", ""));
        Endpoint port = closed.endpoint();
        closed.close();
        String refused = prober.probe(get(LONG), port).orElseThrow();
        assertTrue(refused.startsWith("cannot connect to " + port) && refused.contains("refused"), refused);
    }

    @Test
    void a_site_without_web_process_is_told_what_to_name() {
        assertEquals(Optional.of("there is no web process to ask; name a socket or port in the check"),
                prober.probe(get(LONG), null));
    }

    @Test
    void a_server_that_says_nothing_ends_in_time() throws IOException {
        serve(client -> hold());
        assertTimeoutPreemptively(Duration.ofSeconds(5), () -> {
            String why = failure(get(SHORT));
            assertTrue(why.endsWith("within 300 ms (connected, no status came)"), why);
        });
    }

    private void hold() throws InterruptedException {
        RawServer started = server;
        while (started != null && started.open(50)) {
            // Until the test ends.
        }
    }

    @Test
    void a_body_that_trickles_ends_in_time_and_its_connection_is_closed() throws Exception {
        RawServer started = serve(this::trickle);
        assertTimeoutPreemptively(Duration.ofSeconds(5), () -> {
            String why = failure(get(SHORT));
            assertTrue(why.matches("no whole answer from .* within 300 ms \\([1-9][0-9]* bytes of the body came\\)"),
                    why);
        });
        assertTrue(started.wentAway.await(5, TimeUnit.SECONDS));
    }

    private void trickle(OutputStream client) throws IOException, InterruptedException {
        client.write("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n".getBytes(StandardCharsets.UTF_8));
        RawServer started = server;
        while (started != null && started.open(10)) {
            client.write('x');
        }
    }

    @Test
    void headers_that_trickle_end_in_time() throws IOException {
        serve(client -> {
            client.write("HTTP/1.1 200 OK\r\nX-Slow: ".getBytes(StandardCharsets.UTF_8));
            RawServer started = server;
            while (started != null && started.open(10)) {
                client.write('x');
            }
        });
        assertTimeoutPreemptively(Duration.ofSeconds(5),
                () -> assertTrue(failure(get(SHORT)).contains("no status came")));
    }

    @Test
    void headers_without_end_are_refused() throws IOException {
        serve(client -> {
            client.write("HTTP/1.1 200 OK\r\n".getBytes(StandardCharsets.UTF_8));
            for (int i = 0; i < 100_000; i++) {
                client.write(("X-" + i + ": " + "x".repeat(100) + "\r\n").getBytes(StandardCharsets.UTF_8));
            }
        });
        assertTrue(failure(get(LONG)).contains("gave no answer"));
    }

    @Test
    void only_the_first_mebibyte_of_a_body_without_end_is_read() throws Exception {
        RawServer started = serve(client -> {
            client.write("HTTP/1.1 200 OK\r\n\r\nSign in".getBytes(StandardCharsets.UTF_8));
            byte[] much = "x".repeat(64 * 1024).getBytes(StandardCharsets.UTF_8);
            while (true) {
                client.write(much);
            }
        });
        assertEquals(Optional.empty(), probe(wantsBody("Sign in")));
        assertTrue(started.wentAway.await(5, TimeUnit.SECONDS));
        String why = failure(wantsBody("Sign out"));
        assertTrue(why.startsWith("status 200, but the first MiB of the body does not contain 'Sign out'"), why);
        String json = failure(check("/", null, Map.of(), List.of(200), null, null, Map.of("/a", "1"), LONG));
        assertTrue(json.contains("the first MiB of the body is not the whole JSON"), json);
    }

    @Test
    void a_body_that_breaks_off_does_not_pass() throws IOException {
        serve(RawServer.raw("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nSign in"));
        String why = failure(wantsBody("Sign in"));
        assertTrue(why.contains("broke off after 7 bytes"), why);
    }

    @Test
    void what_is_no_http_does_not_pass() throws IOException {
        serve(RawServer.raw("SSH-2.0-OpenSSH_9.2\r\n"));
        assertTrue(failure(get(LONG)).contains("gave no answer"));
    }

    @Test
    void a_server_that_hangs_up_does_not_pass() throws IOException {
        serve(RawServer.raw(""));
        assertTrue(failure(get(LONG)).contains("gave no answer"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"login", "", "/a b", "/a\r\nX: y", "http://elsewhere/", "/ä", "/\u0000"})
    void a_path_that_would_smuggle_is_refused_before_anything_is_sent(String path) throws IOException {
        RawServer started = serve(RawServer.http(200, "", ""));
        String why = failure(check(path, null, Map.of(), List.of(200), null, null, Map.of(), LONG));
        assertTrue(why.contains("cannot be asked for"), why);
        assertEquals(List.of(), started.requests);
    }

    @ParameterizedTest
    @CsvSource({"X-A,'a\r\nX-Evil: 1'", "X-A,'Evil\u0000'", "'X A',b", "'X:A',b", "'',b", "hOst,Evil"})
    void a_header_that_would_smuggle_is_refused_without_its_value(String name, String value) throws IOException {
        RawServer started = serve(RawServer.http(200, "", ""));
        String why = failure(check("/", null, Map.of(name, value), List.of(200), null, null, Map.of(), LONG));
        assertFalse(why.contains("Evil"), why);
        assertEquals(List.of(), started.requests, why);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "a\r\nX: y", "", "a/b", "user@host"})
    void a_host_that_is_none_is_refused(String host) throws IOException {
        RawServer started = serve(RawServer.http(200, "", ""));
        assertTrue(probe(check("/", host, Map.of(), List.of(200), null, null, Map.of(), LONG)).isPresent());
        assertEquals(List.of(), started.requests);
    }

    @Test
    void waiting_ends_at_once_when_its_thread_is_interrupted() throws Exception {
        RawServer started = serve(client -> hold());
        CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        Thread thread = Thread.ofVirtual().start(() -> {
            try {
                failure(get(Duration.ofMinutes(5)));
                interrupted.complete(Thread.currentThread().isInterrupted());
            } catch (IOException e) {
                interrupted.completeExceptionally(e);
            }
        });
        long deadline = System.nanoTime() + LONG.toNanos();
        while (started.requests.isEmpty() && started.open(10)) {
            assertTrue(System.nanoTime() < deadline, "the request never came");
        }
        thread.interrupt();
        assertTrue(interrupted.get(5, TimeUnit.SECONDS));
    }
}
