package dev.towline.health;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;

/** Shakes hands as a browser would and looks at the certificate that it is shown. */
final class TlsProbe {
    private final Clock clock;

    TlsProbe(Clock clock) {
        this.clock = clock;
    }

    void probe(HealthCheck.Tls check) throws Exception {
        if (!(check.endpoint() instanceof Endpoint.Port port)) {
            throw new ProbeFailure("a tls check asks a port, not " + check.endpoint());
        }
        CertificateJudge judge = new CertificateJudge(check, clock.instant());
        try {
            Deadline.within(check.timeout(), () -> {
                shakeHands(check, port, judge);
                return true;
            });
        } catch (UnknownHostException e) {
            throw new ProbeFailure("cannot connect to " + port + ": the name is not known");
        } catch (IOException e) {
            throw new ProbeFailure(judge.verdict().orElse(port + ": " + Said.quote(e)));
        }
    }

    private static void shakeHands(HealthCheck.Tls check, Endpoint.Port port, CertificateJudge judge)
            throws IOException, GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[]{judge}, null);
        try (Socket plain = new Socket()) {
            plain.connect(new InetSocketAddress(port.host(), port.port()), (int) check.timeout().toMillis());
            try (SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(plain, check.serverName(),
                    port.port(), true)) {
                SSLParameters parameters = socket.getSSLParameters();
                parameters.setServerNames(List.of(new SNIHostName(check.serverName())));
                // The JDK then holds the certificate against the name, inside the judge.
                parameters.setEndpointIdentificationAlgorithm("HTTPS");
                socket.setSSLParameters(parameters);
                socket.startHandshake();
            }
        }
    }
}
