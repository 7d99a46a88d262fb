package dev.towline.source.git;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towline.secret.Secret;
import dev.towline.source.Credentials;
import dev.towline.source.FailureKind;
import dev.towline.source.FetchLimits;
import dev.towline.source.FetchResult;
import dev.towline.source.ForcePush;
import dev.towline.source.RevisionPolicy;
import dev.towline.source.SourceSpec;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** https with a certificate that the host trusts, and with one that it does not. */
class GitOverTlsTest {
    private static final char[] PASSWORD = "changeit".toCharArray();
    private static final Secret TOKEN = Secret.of("ghp_notARealToken123");

    @TempDir
    Path temp;

    private final SSLSocketFactory before = HttpsURLConnection.getDefaultSSLSocketFactory();
    private GitUpstream upstream;
    private GitHttpServer server;
    private SSLContext tls;

    @BeforeEach
    void serve() throws Exception {
        upstream = new GitUpstream(temp.resolve("club.git"));
        upstream.commit("main", Map.of("a", "1"), "First");
        tls = selfSigned(temp.resolve("keys.p12"));
        server = new GitHttpServer(temp, Optional.of(tls));
        server.require("x-access-token", TOKEN.reveal());
    }

    @AfterEach
    void stop() {
        HttpsURLConnection.setDefaultSSLSocketFactory(before);
        server.close();
        upstream.close();
    }

    private GitSource source(String url) {
        return new GitSource(new SourceSpec("club", url, RevisionPolicy.parse("main"), ForcePush.REFUSE,
                new Credentials.Token(TOKEN), FetchLimits.defaults()), temp.resolve("mirror"));
    }

    @Test
    void a_trusted_server_is_fetched_from() {
        HttpsURLConnection.setDefaultSSLSocketFactory(tls.getSocketFactory());
        try (GitSource source = source(server.url("club.git"))) {
            FetchResult result = source.fetch();
            assertInstanceOf(FetchResult.Moved.class, result, result::toString);
        }
    }

    @Test
    void a_certificate_that_is_not_trusted_fails_closed_before_the_token_is_sent() {
        try (GitSource source = source(server.url("club.git"))) {
            FetchResult.Failed failed = assertInstanceOf(FetchResult.Failed.class, source.fetch());
            assertEquals(FailureKind.HOST_KEY, failed.kind(), failed.why());
            assertTrue(failed.why().contains("certificate is not trusted"), failed.why());
            assertTrue(server.authorizations().isEmpty());
        }
    }

    @Test
    void a_certificate_for_another_name_fails_closed() {
        HttpsURLConnection.setDefaultSSLSocketFactory(tls.getSocketFactory());
        try (GitSource source = source(server.url("club.git").replace("localhost", "127.0.0.1"))) {
            FetchResult.Failed failed = assertInstanceOf(FetchResult.Failed.class, source.fetch());
            assertEquals(FailureKind.HOST_KEY, failed.kind(), failed.why());
        }
    }

    private static SSLContext selfSigned(Path file) throws Exception {
        Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair", "-alias", "git", "-keyalg", "EC", "-dname", "CN=localhost", "-ext", "SAN=dns:localhost",
                "-validity", "2", "-storetype", "PKCS12", "-keystore", file.toString(), "-storepass",
                new String(PASSWORD)).redirectErrorStream(true).start();
        String output = new String(keytool.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertEquals(0, keytool.waitFor(), output);
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            keys.load(in, PASSWORD);
        }
        KeyManagerFactory identity = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        identity.init(keys, PASSWORD);
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("git", keys.getCertificate("git"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(identity.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }
}
