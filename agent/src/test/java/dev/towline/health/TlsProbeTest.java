package dev.towline.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsProbeTest {
    private static final char[] PASSWORD = "changeit".toCharArray();
    private static final Duration LONG = Duration.ofSeconds(10);

    @TempDir
    Path folder;

    private final Vertx vertx = Vertx.vertx();
    private final HealthProber prober = new HealthProber(new FakeHost(), new HttpExchange(vertx), "club.example.org");
    private @Nullable HttpsServer server;

    @AfterEach
    void end() {
        if (server != null) {
            server.stop(0);
        }
        vertx.close();
    }

    /** A self-signed certificate for the names, from the day that many days ago, for so many days. */
    private Endpoint.Port serve(String names, String start, int days) throws Exception {
        Path store = folder.resolve("store.p12");
        Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-J-XX:TieredStopAtLevel=1", "-genkeypair", "-keystore", store.toString(), "-storetype", "PKCS12",
                "-storepass", "changeit",
                "-alias", "a", "-keyalg", "EC", "-groupname", "secp256r1", "-dname", "CN=towline", "-ext",
                "SAN=" + names, "-startdate", start, "-validity", String.valueOf(days)).redirectErrorStream(true)
                .start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(keytool.waitFor(60, TimeUnit.SECONDS) && keytool.exitValue() == 0, said);
        HttpsServer started = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        started.setHttpsConfigurator(new HttpsConfigurator(context(store)));
        started.createContext("/", exchange -> {
            byte[] body = exchange.getRequestHeaders().getFirst("Host").getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        started.start();
        server = started;
        return new Endpoint.Port("127.0.0.1", started.getAddress().getPort(), true);
    }

    private static SSLContext context(Path file) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, PASSWORD);
        }
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    private Optional<String> ask(Endpoint endpoint, String name, int days, boolean trusted) {
        return prober.probe(new HealthCheck.Tls("tls", endpoint, name, Duration.ofDays(days), trusted, LONG), null);
    }

    @Test
    void a_self_signed_certificate_for_the_name_passes_where_trust_is_not_asked_for() throws Exception {
        Endpoint port = serve("dns:club.example.org,dns:*.club.example.org", "-1d", 90);
        assertEquals(Optional.empty(), ask(port, "club.example.org", 14, false));
        assertEquals(Optional.empty(), ask(port, "www.club.example.org", 14, false));
    }

    @Test
    void a_self_signed_certificate_does_not_pass_where_trust_is_asked_for() throws Exception {
        String why = ask(serve("dns:club.example.org", "-1d", 90), "club.example.org", 14, true).orElseThrow();
        assertTrue(why.startsWith("the certificate is not accepted for club.example.org: "), why);
    }

    @Test
    void a_certificate_for_another_name_does_not_pass() throws Exception {
        String why = ask(serve("dns:guild.example.org", "-1d", 90), "club.example.org", 14, false).orElseThrow();
        assertTrue(why.startsWith("the certificate is not accepted for club.example.org: "), why);
        assertTrue(why.contains("matching club.example.org"), why);
    }

    @Test
    void a_certificate_that_ends_soon_does_not_pass() throws Exception {
        String why = ask(serve("dns:club.example.org", "-1d", 10), "club.example.org", 14, false).orElseThrow();
        assertTrue(why.matches("the certificate ends 20.*Z, in 8 days; wanted 14 days at least"), why);
    }

    @Test
    void a_certificate_that_has_ended_is_called_that() throws Exception {
        String why = ask(serve("dns:club.example.org", "-10d", 5), "club.example.org", 0, true).orElseThrow();
        assertTrue(why.startsWith("the certificate ended 20"), why);
    }

    @Test
    void a_certificate_of_tomorrow_points_at_the_clock() throws Exception {
        String why = ask(serve("dns:club.example.org", "+1d", 5), "club.example.org", 0, false).orElseThrow();
        assertTrue(why.contains("is the host's clock right?"), why);
    }

    @Test
    void a_server_that_never_shakes_hands_ends_in_time() throws IOException {
        try (RawServer silent = RawServer.port(RawServer.raw(""))) {
            assertTimeoutPreemptively(Duration.ofSeconds(5), () -> {
                Optional<String> why = prober.probe(new HealthCheck.Tls("tls", silent.endpoint(), "club.example.org",
                        Duration.ZERO, false, Duration.ofMillis(300)), null);
                assertEquals(Optional.of("no answer within 300 ms"), why);
            });
        }
    }

    @Test
    void a_server_without_tls_does_not_pass() throws IOException {
        try (ServerSocket plain = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> greet(plain));
            Endpoint port = new Endpoint.Port("127.0.0.1", plain.getLocalPort(), true);
            String why = ask(port, "club.example.org", 0, false).orElseThrow();
            assertTrue(why.startsWith(port + ": "), why);
        }
    }

    /** Speaks first and hangs up, as a mail server would. */
    private static void greet(ServerSocket plain) {
        try (Socket client = plain.accept()) {
            client.getOutputStream().write("220 mail.example.org ESMTP\r\n".getBytes(StandardCharsets.UTF_8));
            client.shutdownOutput();
            client.getInputStream().readAllBytes();
        } catch (IOException e) {
            // The client may hang up first; what it makes of the greeting is what the test looks at.
        }
    }

    @Test
    void a_name_that_is_none_is_a_failure_and_no_crash() throws Exception {
        Endpoint port = serve("dns:club.example.org", "-1d", 90);
        assertTrue(ask(port, "not a name", 0, false).isPresent());
        assertTrue(ask(new Endpoint.Unix("/run/a.sock"), "club.example.org", 0, false).orElseThrow()
                .startsWith("a tls check asks a port"));
    }

    @Test
    void an_http_check_over_tls_leaves_the_certificate_to_the_tls_check() throws Exception {
        Endpoint port = serve("dns:guild.example.org", "-1d", 90);
        assertEquals(Optional.empty(), prober.probe(new HealthCheck.Http("login", port, "/", null, Map.of(),
                List.of(200), "club.example.org", null, Map.of(), LONG), null));
    }
}
